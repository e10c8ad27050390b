BEGIN TRANSACTION;
CREATE TABLE account (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	name TEXT NOT NULL, 
	profile_id INTEGER NOT NULL, 
	base_url TEXT, 
	key_env TEXT, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, key_command TEXT, key_ring TEXT, allows_http INTEGER DEFAULT '0' NOT NULL, upload TEXT, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT fk_account_profile_id FOREIGN KEY(profile_id) REFERENCES profile (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_account_name UNIQUE (name), 
	CONSTRAINT uq_account_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "account" VALUES(1,'uudzyzkanybejuzs','home',1,'http://127.0.0.1:8747/async/sora/v1','HOME_KEY',1795902561063,1795902561063,NULL,NULL,0,NULL);
INSERT INTO "account" VALUES(2,'d6dvddpj3xbdwhym','tutorial',2,'http://127.0.0.1:8747/sync/v1/sora','HOME_KEY',1795902561497,1795902561497,NULL,NULL,0,NULL);
INSERT INTO "account" VALUES(3,'amexaamqly62v7qm','kling',1,'http://127.0.0.1:8747/async/sora/v1','HOME_KEY',1795902561721,1795902561721,NULL,NULL,0,'{"command": "sh -c ''cp {file} /films/up-$(basename {name}) ; echo http://127.0.0.1:8747/files/up-$(basename {name})''"}');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE binding (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	character_id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	window_id INTEGER, 
	state TEXT NOT NULL, 
	method TEXT NOT NULL, 
	request TEXT, 
	job_id TEXT, 
	remote_id TEXT, 
	mention TEXT, 
	avatar_url TEXT, 
	expires_at INTEGER, 
	raw TEXT, 
	error TEXT, 
	error_kind TEXT, 
	lease_owner TEXT, 
	lease_until INTEGER, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	CONSTRAINT pk_binding PRIMARY KEY (id), 
	CONSTRAINT ck_binding_ready CHECK (state <> 'ready' OR remote_id IS NOT NULL), 
	CONSTRAINT ck_binding_state CHECK (state IN ('planned', 'sending', 'processing', 'ready', 'rejected', 'failed', 'unknown', 'expired', 'gone')), 
	CONSTRAINT fk_binding_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_binding_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_binding_window_id FOREIGN KEY(window_id) REFERENCES window (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_binding_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "binding" VALUES(1,'iajjskgfnxlph3cw',1,1,1,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "5,8"}, "encoding": "json"}','task_aeabea1ae2594c1980b547b89dab4b55','char_ek353j5zizq3','@char_ek353j5zizq3',NULL,NULL,'{"task_id":"task_aeabea1ae2594c1980b547b89dab4b55","status":"completed","character_id":"char_ek353j5zizq3"}',NULL,NULL,NULL,NULL,1795902564785,1795902567119);
INSERT INTO "binding" VALUES(2,'3cmyys7pmkxuqdhi',2,2,2,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "1.5,4"}, "encoding": "json"}',NULL,'char_6gfjkpvzxzzc','@char_6gfjkpvzxzzc',NULL,NULL,'{"character_id":"char_6gfjkpvzxzzc"}',NULL,NULL,NULL,NULL,1795902573117,1795902574008);
INSERT INTO "binding" VALUES(3,'wiwx6dtl2flvgdti',3,1,3,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "0,3"}, "encoding": "json"}','task_8ae02a67705f4916a5fce73cc9dc7ec0','char_at8c1u4l1r0z','@char_at8c1u4l1r0z',NULL,NULL,'{"task_id":"task_8ae02a67705f4916a5fce73cc9dc7ec0","status":"completed","character_id":"char_at8c1u4l1r0z"}',NULL,NULL,NULL,NULL,1795902578337,1795902579070);
INSERT INTO "binding" VALUES(4,'ktgtcj6h6l6ojwwc',4,1,NULL,'ready','added',NULL,NULL,'char_noir','@mia.noir',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902581590,1795902581590);
INSERT INTO "binding" VALUES(5,'4yseahci5bngqfdz',5,2,NULL,'ready','added',NULL,NULL,'char_old','@char_old',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902581713,1795902581713);
INSERT INTO "binding" VALUES(6,'aunflzrekot4q64a',6,1,NULL,'ready','added',NULL,NULL,'char_same','@char_same',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902581876,1795902581876);
INSERT INTO "binding" VALUES(7,'anp2xoa4xlgi4zfo',7,1,4,'ready','task','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "from_task": "video_d0d0859a-6954-4d8a-883c-a852921d4b16", "timestamps": "0,1.5"}, "encoding": "json"}','task_5284a980f0e348f4ad5c4385d5396efd','char_oj3waaag2w37','@char_oj3waaag2w37',NULL,NULL,'{"task_id":"task_5284a980f0e348f4ad5c4385d5396efd","status":"completed","character_id":"char_oj3waaag2w37"}',NULL,NULL,NULL,NULL,1795902586143,1795902586705);
INSERT INTO "binding" VALUES(8,'gqx7yes4dczfhpao',8,1,5,'failed','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/nothing.mp4", "timestamps": "0,1.5"}, "encoding": "json"}','task_7f6f62c9d766488bbb7c130704f68d41',NULL,NULL,NULL,NULL,'{"task_id":"task_7f6f62c9d766488bbb7c130704f68d41","status":"failed","error":{"code":"video_unreachable","message":"The video at http://127.0.0.1:8747/files/nothing.mp4 could not be fetched: the server answered 404."}}','the provider cannot read the video: The video at http://127.0.0.1:8747/files/nothing.mp4 could not be fetched: the server answered 404. (video_unreachable)','source_url',NULL,NULL,1795902588084,1795902588504);
INSERT INTO "binding" VALUES(9,'ts2bqwaurmrnnaup',9,3,6,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/up-01c8141ac5f45b6e695736b687ca1e1b160b62803326687790d44838115835f8.mp4", "timestamps": "2,5"}, "encoding": "json"}','task_10aaa159eff94811aa25712f686e4010','char_zmbkj3yxh4rg','@char_zmbkj3yxh4rg',NULL,NULL,'{"task_id":"task_10aaa159eff94811aa25712f686e4010","status":"completed","character_id":"char_zmbkj3yxh4rg"}',NULL,NULL,NULL,NULL,1795902590382,1795902590858);
CREATE TABLE change (
	id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	verb TEXT NOT NULL, 
	what TEXT NOT NULL, 
	CONSTRAINT pk_change PRIMARY KEY (id), 
	CONSTRAINT fk_change_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id) ON DELETE CASCADE
)
 STRICT

;
INSERT INTO "change" VALUES(1,1,'account','{"before": null, "after": {"id": 1, "uid": "uudzyzkanybejuzs", "name": "home", "profile_id": 1, "base_url": "http://127.0.0.1:8747/async/sora/v1", "key_env": "HOME_KEY", "created_at": 1795902561063, "updated_at": 1795902561063, "key_command": null, "key_ring": null, "allows_http": 0, "upload": null}}');
INSERT INTO "change" VALUES(2,2,'account','{"before": null, "after": {"id": 2, "uid": "d6dvddpj3xbdwhym", "name": "tutorial", "profile_id": 2, "base_url": "http://127.0.0.1:8747/sync/v1/sora", "key_env": "HOME_KEY", "created_at": 1795902561497, "updated_at": 1795902561497, "key_command": null, "key_ring": null, "allows_http": 0, "upload": null}}');
INSERT INTO "change" VALUES(3,3,'setting','{"key": "account", "before": null, "after": "home"}');
INSERT INTO "change" VALUES(4,4,'account','{"before": null, "after": {"id": 3, "uid": "amexaamqly62v7qm", "name": "kling", "profile_id": 1, "base_url": "http://127.0.0.1:8747/async/sora/v1", "key_env": "HOME_KEY", "created_at": 1795902561721, "updated_at": 1795902561721, "key_command": null, "key_ring": null, "allows_http": 0, "upload": "{\"command\": \"sh -c ''cp {file} /films/up-$(basename {name}) ; echo http://127.0.0.1:8747/files/up-$(basename {name})''\"}"}}');
INSERT INTO "change" VALUES(5,5,'tag','{"before": null, "after": [1, "qv6fd3vzoir73qdb", "hero", 1795902564785]}');
INSERT INTO "change" VALUES(6,5,'tag','{"before": null, "after": [2, "kdtqk3chraxig2yo", "role:lead", 1795902564785]}');
INSERT INTO "change" VALUES(7,5,'added','{"ids": [[1, 1]]}');
INSERT INTO "change" VALUES(8,5,'source','{"before": null, "after": {"id": 1, "uid": "kzpm3gvfbmn7tdhc", "kind": "url", "ref": "http://127.0.0.1:8747/files/mia.mp4", "label": null, "task_id": null, "sha256": null, "bytes": null, "duration_ms": null, "width": null, "height": null, "media_path": null, "created_at": 1795902564785, "updated_at": 1795902564785}}');
INSERT INTO "change" VALUES(9,5,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(10,6,'added','{"ids": [[2, 2]]}');
INSERT INTO "change" VALUES(11,6,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(12,7,'tag','{"before": null, "after": [3, "l52gyhpqiebzwtrr", "ไทย", 1795902578337]}');
INSERT INTO "change" VALUES(13,7,'added','{"ids": [[3, 3]]}');
INSERT INTO "change" VALUES(14,7,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(15,8,'project','{"before": null, "after": {"id": 2, "uid": "yqn5z4wki3rahvpz", "slug": "noir", "name": "Noir", "notes": "second season", "created_at": 1795902581438, "updated_at": 1795902581438, "n": 0}}');
INSERT INTO "change" VALUES(16,9,'tag','{"before": null, "after": [4, "pdjooafice4kwsv5", "villain", 1795902581590]}');
INSERT INTO "change" VALUES(17,9,'added','{"ids": [[4, 4]]}');
INSERT INTO "change" VALUES(18,9,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(19,10,'tag','{"before": null, "after": [5, "prd3cmeenro3uzbj", "gone", 1795902581713]}');
INSERT INTO "change" VALUES(20,10,'added','{"ids": [[5, 5]]}');
INSERT INTO "change" VALUES(21,10,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(22,11,'added','{"ids": [[6, 6]]}');
INSERT INTO "change" VALUES(23,11,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(24,12,'edited','{"columns": ["notes"], "before": [[[[1, 1]], [""]]], "after": [[[[1, 1]], ["left-handed\nsecond line"]]]}');
INSERT INTO "change" VALUES(25,13,'edited','{"columns": ["likeness"], "before": [[[[2, 2]], [""]]], "after": [[[[2, 2]], ["real"]]]}');
INSERT INTO "change" VALUES(26,14,'edited','{"columns": ["consent"], "before": [[[[2, 2]], [""]]], "after": [[[[2, 2]], ["signed 2026-10-01, in the safe"]]]}');
INSERT INTO "change" VALUES(27,15,'edited','{"columns": ["handle"], "before": [[[[6, 6]], ["same"]]], "after": [[[[6, 6]], ["sam"]]]}');
INSERT INTO "change" VALUES(28,16,'about source','{"id": 1, "before": {"label": null}, "after": {"label": "clip"}}');
INSERT INTO "change" VALUES(29,17,'source','{"before": null, "after": {"id": 2, "uid": "6rzmfmmt72ayvtm5", "kind": "file", "ref": "/films/local.mp4", "label": "home video", "task_id": null, "sha256": "bea733e97b88067d9e6a6b777f49878af5e322482f857acf9956c6bb19f654df", "bytes": 43904, "duration_ms": 12000, "width": 640, "height": 360, "media_path": null, "created_at": 1795902583019, "updated_at": 1795902583019}}');
INSERT INTO "change" VALUES(30,18,'tag','{"before": null, "after": [6, "x23mrv4cvitsh63f", "cast", 1795902583272]}');
INSERT INTO "change" VALUES(31,18,'parent','{"tag": 1, "parent": 6, "before": false, "after": true}');
INSERT INTO "change" VALUES(32,19,'alias','{"name": "held", "before": null, "after": 1}');
INSERT INTO "change" VALUES(33,20,'search','{"name": "cast", "before": null, "after": "tag:hero"}');
INSERT INTO "change" VALUES(34,21,'fact','{"what": "task"}');
INSERT INTO "change" VALUES(35,21,'source','{"before": null, "after": {"id": 3, "uid": "zp57b7jwqpigtmlr", "kind": "task", "ref": "task:video_d0d0859a-6954-4d8a-883c-a852921d4b16", "label": null, "task_id": 1, "sha256": "36f165554be3bf96b89bfdb1cfce1dee71d7e8bc71974f56cc5933f161fd734d", "bytes": 5250, "duration_ms": 2000, "width": 64, "height": 36, "media_path": "/library/media/36/36f165554be3bf96b89bfdb1cfce1dee71d7e8bc71974f56cc5933f161fd734d.mp4", "created_at": 1795902584569, "updated_at": 1795902584569}}');
INSERT INTO "change" VALUES(36,22,'fact','{"what": "task"}');
INSERT INTO "change" VALUES(37,22,'source','{"before": null, "after": {"id": 4, "uid": "cckqgyxrr2ecvqqz", "kind": "task", "ref": "task:video_80336ec3af07436a895f32e15775e791", "label": null, "task_id": 2, "sha256": "51aaeae654d0d30950b61bae2df04ce31ebaf0710d7f4dd67efa57f7f44edc80", "bytes": 4765, "duration_ms": 2000, "width": 64, "height": 36, "media_path": "/library/media/51/51aaeae654d0d30950b61bae2df04ce31ebaf0710d7f4dd67efa57f7f44edc80.mp4", "created_at": 1795902586042, "updated_at": 1795902586042}}');
INSERT INTO "change" VALUES(38,23,'added','{"ids": [[7, 7]]}');
INSERT INTO "change" VALUES(39,23,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(40,24,'added','{"ids": [[8, 8]]}');
INSERT INTO "change" VALUES(41,24,'source','{"before": null, "after": {"id": 5, "uid": "rugv6kjxvlxisk3p", "kind": "url", "ref": "http://127.0.0.1:8747/files/nothing.mp4", "label": null, "task_id": null, "sha256": null, "bytes": null, "duration_ms": null, "width": null, "height": null, "media_path": null, "created_at": 1795902588084, "updated_at": 1795902588084}}');
INSERT INTO "change" VALUES(42,24,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(43,25,'added','{"ids": [[9, 9]]}');
INSERT INTO "change" VALUES(44,25,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(45,26,'removed','{"ids": [[5, 5]]}');
INSERT INTO "change" VALUES(46,27,'removed','{"ids": [[8, 8]]}');
CREATE TABLE character (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	project_id INTEGER NOT NULL, 
	handle TEXT NOT NULL, 
	name TEXT NOT NULL, 
	look TEXT NOT NULL, 
	notes TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	deleted_at INTEGER, likeness TEXT DEFAULT '' NOT NULL CONSTRAINT ck_character_likeness CHECK (likeness IN ('', 'real', 'fictional', 'none')), consent TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_character PRIMARY KEY (id), 
	CONSTRAINT fk_character_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_character_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "character" VALUES(1,'53bujov5u5k4wlzm',1,'mia','Mia Wong','a red coat, 红色围巾','left-handed
second line',1795902564785,1795902582063,NULL,'','');
INSERT INTO "character" VALUES(2,'oghuzbbxp7lerbvb',1,'tom','Tom 🚀 O''Neil','blue hat; "quoted"','',1795902573117,1795902582367,NULL,'real','signed 2026-10-01, in the safe');
INSERT INTO "character" VALUES(3,'zsigfg45ogzefxch',1,'林小雨','','','',1795902578337,1795902578337,NULL,'','');
INSERT INTO "character" VALUES(4,'sq7mzntjs6aufuke',2,'mia','','','',1795902581590,1795902581590,NULL,'','');
INSERT INTO "character" VALUES(5,'4vnvwudexkusjmzr',1,'old','','','',1795902581713,1795902592774,1795902592774,'','');
INSERT INTO "character" VALUES(6,'4jsdwuvsl3iwe6gj',1,'sam','','','',1795902581876,1795902582510,NULL,'','');
INSERT INTO "character" VALUES(7,'nwmp6mlts73254wb',1,'zoe','','','',1795902586143,1795902586143,NULL,'','');
INSERT INTO "character" VALUES(8,'lmqiz6423csczgka',1,'lost','','','',1795902588084,1795902592910,NULL,'','');
INSERT INTO "character" VALUES(9,'2joiviaxpd4ewr74',1,'kim','','','',1795902590382,1795902590382,NULL,'','');
CREATE TABLE character_tag (
	tag_id INTEGER NOT NULL, 
	character_id INTEGER NOT NULL, 
	CONSTRAINT pk_character_tag PRIMARY KEY (tag_id, character_id), 
	CONSTRAINT fk_character_tag_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE CASCADE, 
	CONSTRAINT fk_character_tag_tag_id FOREIGN KEY(tag_id) REFERENCES tag (id) ON DELETE CASCADE
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "character_tag" VALUES(1,1);
INSERT INTO "character_tag" VALUES(2,1);
INSERT INTO "character_tag" VALUES(1,2);
INSERT INTO "character_tag" VALUES(3,3);
INSERT INTO "character_tag" VALUES(4,4);
INSERT INTO "character_tag" VALUES(5,5);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table','character_text','character_text',0,'CREATE VIRTUAL TABLE character_text USING fts5(handle, name, look, notes, content='''', tokenize=''ascii'')');
CREATE TABLE 'character_text_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO "character_text_config" VALUES('hashsize',33554432);
INSERT INTO "character_text_config" VALUES('version',4);
CREATE TABLE 'character_text_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO "character_text_data" VALUES(1,X'080A080B04');
INSERT INTO "character_text_data" VALUES(10,X'00000006010E0E000E0101010201010301010401010501010601010701010801010901010A01010B01010C01010D01010E0101');
INSERT INTO "character_text_data" VALUES(137438953473,X'0000006702306101060102020104636F6174010601020401036D6961010802010102010372656401060102030104776F6E6701060101030102C2B701060102050103E59BB401060102080202B7BE01060102090103E7BAA201060102060103E889B2010601020704080B0B0A0B090A090A');
INSERT INTO "character_text_data" VALUES(274877906945,X'000000590530626C756502060102020103686174020601020301046E65696C020601010701016F0206010106010671756F74656402060102040103746F6D0208020101020102C2B70208010103040104F09F9A800206010104040B0A0B080D0B0A');
INSERT INTO "character_text_data" VALUES(412316860417,X'0000001C0430E5B08F0302030103E69E970302020103E99BA8030204040808');
INSERT INTO "character_text_data" VALUES(549755813889,X'0000000C04306D696104020204');
INSERT INTO "character_text_data" VALUES(687194767361,X'0000000C04306F6C6405020204');
INSERT INTO "character_text_data" VALUES(824633720833,X'0000000D053073616D6506020204');
INSERT INTO "character_text_data" VALUES(962072674305,X'0000009602306101070102020104636F61740107010204010668616E646564010601030301046C65667401060103020203696E65010601030501036D69610109020101020103726564010701020301067365636F6E6401060103040104776F6E6701070101030102C2B701070102050103E59BB401070102080202B7BE01070102090103E7BAA201070102060103E889B2010701020704080B0D0B0A0B0A0D0B090A090A');
INSERT INTO "character_text_data" VALUES(1099511627777,X'00000011043073616D06020204016506010408');
INSERT INTO "character_text_data" VALUES(1236950581249,X'0000000C04307A6F6507020204');
INSERT INTO "character_text_data" VALUES(1374389534721,X'0000000D05306C6F737408020204');
INSERT INTO "character_text_data" VALUES(1511828488193,X'0000000C04306B696D09020204');
INSERT INTO "character_text_data" VALUES(1649267441665,X'0000000B04306F6C64050104');
INSERT INTO "character_text_data" VALUES(1786706395137,X'0000000C05306C6F7374080104');
INSERT INTO "character_text_data" VALUES(1924145348609,X'0000000D05306C6F737408020204');
CREATE TABLE 'character_text_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO "character_text_docsize" VALUES(1,X'01020804');
INSERT INTO "character_text_docsize" VALUES(2,X'01060300');
INSERT INTO "character_text_docsize" VALUES(3,X'03000000');
INSERT INTO "character_text_docsize" VALUES(4,X'01000000');
INSERT INTO "character_text_docsize" VALUES(6,X'01000000');
INSERT INTO "character_text_docsize" VALUES(7,X'01000000');
INSERT INTO "character_text_docsize" VALUES(8,X'01000000');
INSERT INTO "character_text_docsize" VALUES(9,X'01000000');
CREATE TABLE 'character_text_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO "character_text_idx" VALUES(1,X'',2);
INSERT INTO "character_text_idx" VALUES(2,X'',2);
INSERT INTO "character_text_idx" VALUES(3,X'',2);
INSERT INTO "character_text_idx" VALUES(4,X'',2);
INSERT INTO "character_text_idx" VALUES(5,X'',2);
INSERT INTO "character_text_idx" VALUES(6,X'',2);
INSERT INTO "character_text_idx" VALUES(7,X'',2);
INSERT INTO "character_text_idx" VALUES(8,X'',2);
INSERT INTO "character_text_idx" VALUES(9,X'',2);
INSERT INTO "character_text_idx" VALUES(10,X'',2);
INSERT INTO "character_text_idx" VALUES(11,X'',2);
INSERT INTO "character_text_idx" VALUES(12,X'',2);
INSERT INTO "character_text_idx" VALUES(13,X'',2);
INSERT INTO "character_text_idx" VALUES(14,X'',2);
CREATE TABLE entry (
	id INTEGER NOT NULL, 
	command TEXT NOT NULL, 
	at INTEGER NOT NULL, 
	undone_at INTEGER, 
	CONSTRAINT pk_entry PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "entry" VALUES(1,'charlib account add home --profile sandbox --base-url http://127.0.0.1:8747/async/sora/v1 --key-env HOME_KEY',1795902561063,NULL);
INSERT INTO "entry" VALUES(2,'charlib account add tutorial --profile sora-sync --base-url http://127.0.0.1:8747/sync/v1/sora --key-env HOME_KEY',1795902561497,NULL);
INSERT INTO "entry" VALUES(3,'charlib account use home',1795902561615,NULL);
INSERT INTO "entry" VALUES(4,'charlib account add kling --profile sandbox --base-url http://127.0.0.1:8747/async/sora/v1 --key-env HOME_KEY --upload-command ''sh -c ''"''"''cp {file} /films/up-$(basename {name}) ; echo http://127.0.0.1:8747/files/up-$(basename {name})''"''"''''',1795902561721,NULL);
INSERT INTO "entry" VALUES(5,'charlib create mia --url http://127.0.0.1:8747/files/mia.mp4 --window 5,8 --name ''Mia Wong'' --look ''a red coat, 红色围巾'' --tag hero --tag role:lead',1795902564785,NULL);
INSERT INTO "entry" VALUES(6,'charlib create tom --url http://127.0.0.1:8747/files/mia.mp4 --window 1.5,4 --account tutorial --tag hero --name ''Tom 🚀 O''"''"''Neil'' --look ''blue hat; "quoted"''',1795902573117,NULL);
INSERT INTO "entry" VALUES(7,'charlib create ''林小雨'' --url http://127.0.0.1:8747/files/mia.mp4 --window 0,3 --tag ''ไทย''',1795902578337,NULL);
INSERT INTO "entry" VALUES(8,'charlib project add noir --name Noir --notes ''second season''',1795902581438,NULL);
INSERT INTO "entry" VALUES(9,'charlib --project noir add mia --id char_noir --mention @mia.noir --account home --tag villain',1795902581590,NULL);
INSERT INTO "entry" VALUES(10,'charlib add old --id char_old --account tutorial --tag gone',1795902581713,NULL);
INSERT INTO "entry" VALUES(11,'charlib add same --id char_same --account home',1795902581876,NULL);
INSERT INTO "entry" VALUES(12,'charlib edit mia --notes ''left-handed
second line''',1795902582063,NULL);
INSERT INTO "entry" VALUES(13,'charlib edit tom --likeness real',1795902582154,NULL);
INSERT INTO "entry" VALUES(14,'charlib edit tom --consent ''signed 2026-10-01, in the safe''',1795902582367,NULL);
INSERT INTO "entry" VALUES(15,'charlib rename same sam',1795902582510,NULL);
INSERT INTO "entry" VALUES(16,'charlib source add http://127.0.0.1:8747/files/mia.mp4 --label clip',1795902582714,NULL);
INSERT INTO "entry" VALUES(17,'charlib source add /films/local.mp4 --label ''home video''',1795902583019,NULL);
INSERT INTO "entry" VALUES(18,'charlib tag under hero cast',1795902583272,NULL);
INSERT INTO "entry" VALUES(19,'charlib tag alias held hero',1795902583449,NULL);
INSERT INTO "entry" VALUES(20,'charlib search --save cast tag:hero',1795902583583,NULL);
INSERT INTO "entry" VALUES(21,'charlib generate ''@mia walks in the rain'' --param duration=2 --wait',1795902584072,NULL);
INSERT INTO "entry" VALUES(22,'charlib generate ''an empty street'' --account tutorial --param duration=2 --wait',1795902584662,NULL);
INSERT INTO "entry" VALUES(23,'charlib create zoe --task 1 --window 0,1.5',1795902586143,NULL);
INSERT INTO "entry" VALUES(24,'charlib create lost --url http://127.0.0.1:8747/files/nothing.mp4 --window 0,1.5',1795902588084,NULL);
INSERT INTO "entry" VALUES(25,'charlib create kim --account kling --source /films/local.mp4 --window 2,5',1795902590382,NULL);
INSERT INTO "entry" VALUES(26,'charlib rm old',1795902592774,NULL);
INSERT INTO "entry" VALUES(27,'charlib rm lost',1795902592843,1795902592910);
CREATE TABLE kept (
	window_id INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	medium_id INTEGER NOT NULL, 
	start_ms INTEGER, 
	CONSTRAINT pk_kept PRIMARY KEY (window_id, role, position), 
	CONSTRAINT ck_kept_role CHECK (role IN ('clip', 'frontal', 'still', 'avatar')), 
	CONSTRAINT fk_kept_window_id FOREIGN KEY(window_id) REFERENCES window (id) ON DELETE CASCADE, 
	CONSTRAINT fk_kept_medium_id FOREIGN KEY(medium_id) REFERENCES medium (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "kept" VALUES(1,'clip',0,1,0);
INSERT INTO "kept" VALUES(1,'frontal',0,2,NULL);
INSERT INTO "kept" VALUES(1,'still',0,3,NULL);
INSERT INTO "kept" VALUES(1,'still',1,4,NULL);
INSERT INTO "kept" VALUES(1,'still',2,5,NULL);
INSERT INTO "kept" VALUES(2,'clip',0,1,0);
INSERT INTO "kept" VALUES(2,'frontal',0,6,NULL);
INSERT INTO "kept" VALUES(2,'still',0,7,NULL);
INSERT INTO "kept" VALUES(2,'still',1,8,NULL);
INSERT INTO "kept" VALUES(2,'still',2,9,NULL);
INSERT INTO "kept" VALUES(2,'still',3,10,NULL);
INSERT INTO "kept" VALUES(2,'still',4,11,NULL);
INSERT INTO "kept" VALUES(3,'clip',0,1,0);
INSERT INTO "kept" VALUES(3,'frontal',0,12,NULL);
INSERT INTO "kept" VALUES(3,'still',0,13,NULL);
INSERT INTO "kept" VALUES(3,'still',1,14,NULL);
INSERT INTO "kept" VALUES(3,'still',2,15,NULL);
INSERT INTO "kept" VALUES(3,'still',3,16,NULL);
INSERT INTO "kept" VALUES(3,'still',4,17,NULL);
INSERT INTO "kept" VALUES(4,'clip',0,18,0);
INSERT INTO "kept" VALUES(4,'frontal',0,19,NULL);
INSERT INTO "kept" VALUES(4,'still',0,20,NULL);
INSERT INTO "kept" VALUES(4,'still',1,21,NULL);
INSERT INTO "kept" VALUES(4,'still',2,22,NULL);
INSERT INTO "kept" VALUES(4,'still',3,23,NULL);
INSERT INTO "kept" VALUES(4,'still',4,24,NULL);
INSERT INTO "kept" VALUES(6,'clip',0,1,0);
INSERT INTO "kept" VALUES(6,'frontal',0,25,NULL);
INSERT INTO "kept" VALUES(6,'still',0,16,NULL);
INSERT INTO "kept" VALUES(6,'still',1,17,NULL);
INSERT INTO "kept" VALUES(6,'still',2,26,NULL);
INSERT INTO "kept" VALUES(6,'still',3,27,NULL);
INSERT INTO "kept" VALUES(6,'still',4,28,NULL);
INSERT INTO "kept" VALUES(7,'clip',0,1,0);
INSERT INTO "kept" VALUES(7,'frontal',0,25,NULL);
INSERT INTO "kept" VALUES(7,'still',0,16,NULL);
INSERT INTO "kept" VALUES(7,'still',1,17,NULL);
INSERT INTO "kept" VALUES(7,'still',2,26,NULL);
INSERT INTO "kept" VALUES(7,'still',3,27,NULL);
INSERT INTO "kept" VALUES(7,'still',4,28,NULL);
CREATE TABLE medium (
	id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	mime TEXT NOT NULL, 
	bytes INTEGER NOT NULL, 
	width INTEGER, 
	height INTEGER, 
	duration_ms INTEGER, 
	created_at INTEGER NOT NULL, 
	CONSTRAINT pk_medium PRIMARY KEY (id), 
	CONSTRAINT uq_medium_path UNIQUE (path)
)
 STRICT

;
INSERT INTO "medium" VALUES(1,'kept/01/01c8141ac5f45b6e695736b687ca1e1b160b62803326687790d44838115835f8.mp4','01c8141ac5f45b6e695736b687ca1e1b160b62803326687790d44838115835f8','video/mp4',42730,640,360,10791,1795902572819);
INSERT INTO "medium" VALUES(2,'kept/4f/4fd2a6bdc8972c6a782969909125a745c3d6daba8ca80900228ea5b752c2830b.jpg','4fd2a6bdc8972c6a782969909125a745c3d6daba8ca80900228ea5b752c2830b','image/jpeg',15212,640,360,NULL,1795902572819);
INSERT INTO "medium" VALUES(3,'kept/08/083938c074c831accc9ef531bf2689345ccb1be53ff94f707dfaf11a7d74b56d.jpg','083938c074c831accc9ef531bf2689345ccb1be53ff94f707dfaf11a7d74b56d','image/jpeg',15219,640,360,NULL,1795902572819);
INSERT INTO "medium" VALUES(4,'kept/bb/bb481e8d1fb568cd0f46c80e1676994c4a8c148bb181729b004d2ebe34fca83c.jpg','bb481e8d1fb568cd0f46c80e1676994c4a8c148bb181729b004d2ebe34fca83c','image/jpeg',15210,640,360,NULL,1795902572819);
INSERT INTO "medium" VALUES(5,'kept/45/45249240f02765cd73757e8795a5125a8ddc23664f3313c233e14157f1a59e14.jpg','45249240f02765cd73757e8795a5125a8ddc23664f3313c233e14157f1a59e14','image/jpeg',14518,640,360,NULL,1795902572819);
INSERT INTO "medium" VALUES(6,'kept/69/69ef1942f4bd505ce44271e06fbb8dee9878781e20a6ea67d037fd467c28477b.jpg','69ef1942f4bd505ce44271e06fbb8dee9878781e20a6ea67d037fd467c28477b','image/jpeg',6880,640,360,NULL,1795902577964);
INSERT INTO "medium" VALUES(7,'kept/f1/f1b09fdecb253e7362cefab1c2143ad67e4ac346feef9c274e1daa64eb7c13f5.jpg','f1b09fdecb253e7362cefab1c2143ad67e4ac346feef9c274e1daa64eb7c13f5','image/jpeg',6334,640,360,NULL,1795902577964);
INSERT INTO "medium" VALUES(8,'kept/28/289c276713951a94c383d43d899996970b684d9bc08367d3bafae62f73dfe11b.jpg','289c276713951a94c383d43d899996970b684d9bc08367d3bafae62f73dfe11b','image/jpeg',6607,640,360,NULL,1795902577964);
INSERT INTO "medium" VALUES(9,'kept/39/3935a0921a9a7009c6092c60126db865d96c7a12cb35b465d3a867000b5dcb4b.jpg','3935a0921a9a7009c6092c60126db865d96c7a12cb35b465d3a867000b5dcb4b','image/jpeg',6792,640,360,NULL,1795902577964);
INSERT INTO "medium" VALUES(10,'kept/37/37da2854b239da6606f77d548aa04b34233d1439bd6003376fc16ab39883e286.jpg','37da2854b239da6606f77d548aa04b34233d1439bd6003376fc16ab39883e286','image/jpeg',20128,640,360,NULL,1795902577964);
INSERT INTO "medium" VALUES(11,'kept/5c/5c89f36652628c72c7ee88ed95e4d462046c5a1c63c890d39cda0988ecbe0404.jpg','5c89f36652628c72c7ee88ed95e4d462046c5a1c63c890d39cda0988ecbe0404','image/jpeg',20404,640,360,NULL,1795902577964);
INSERT INTO "medium" VALUES(12,'kept/be/bea138f71ad39c8e4433069d8f840f61306d0d1e7695de2fc5f9c49ae51927af.jpg','bea138f71ad39c8e4433069d8f840f61306d0d1e7695de2fc5f9c49ae51927af','image/jpeg',6459,640,360,NULL,1795902581149);
INSERT INTO "medium" VALUES(13,'kept/07/07ac6661cec9e4504374e3b4238f730445317bf513c18933dbaff8ff6d145fe8.jpg','07ac6661cec9e4504374e3b4238f730445317bf513c18933dbaff8ff6d145fe8','image/jpeg',5813,640,360,NULL,1795902581149);
INSERT INTO "medium" VALUES(14,'kept/fa/fa787eff9004c7a97918c1b3ed8da789540074acaf6f3e8afb31c78efc06d474.jpg','fa787eff9004c7a97918c1b3ed8da789540074acaf6f3e8afb31c78efc06d474','image/jpeg',6025,640,360,NULL,1795902581149);
INSERT INTO "medium" VALUES(15,'kept/91/9165356a3f78fcab2a1d160253abd689a667f99561dcefec1e450e0aaed8bff5.jpg','9165356a3f78fcab2a1d160253abd689a667f99561dcefec1e450e0aaed8bff5','image/jpeg',6243,640,360,NULL,1795902581149);
INSERT INTO "medium" VALUES(16,'kept/50/509887fcb35d0f4b0137c22d79243bba01a5303190eb01635f195cf764d58945.jpg','509887fcb35d0f4b0137c22d79243bba01a5303190eb01635f195cf764d58945','image/jpeg',6677,640,360,NULL,1795902581149);
INSERT INTO "medium" VALUES(17,'kept/79/79a081dc1f956a50de614bc85629e165cafdbc64dc2cf02cfd6748c3fe56f014.jpg','79a081dc1f956a50de614bc85629e165cafdbc64dc2cf02cfd6748c3fe56f014','image/jpeg',6893,640,360,NULL,1795902581149);
INSERT INTO "medium" VALUES(18,'kept/f1/f112ab96b5fd43ee0c48463b4ab2d55e7ccda8a4ac6130da7186b8d8a11350b6.mp4','f112ab96b5fd43ee0c48463b4ab2d55e7ccda8a4ac6130da7186b8d8a11350b6','video/mp4',5250,64,36,2000,1795902587894);
INSERT INTO "medium" VALUES(19,'kept/45/45ec616a117932d4887100fbac7b3a521b6e549809ca8e7b83f7b46d2ea804c0.jpg','45ec616a117932d4887100fbac7b3a521b6e549809ca8e7b83f7b46d2ea804c0','image/jpeg',1741,64,36,NULL,1795902587894);
INSERT INTO "medium" VALUES(20,'kept/10/103d1ac29d494fd20dc2b7a2587180e93ad35d30d3ad39a0fe54a23fa0f66924.jpg','103d1ac29d494fd20dc2b7a2587180e93ad35d30d3ad39a0fe54a23fa0f66924','image/jpeg',1532,64,36,NULL,1795902587894);
INSERT INTO "medium" VALUES(21,'kept/23/23fd8a6a64b90a2edc3589c8628fdb022447a2f573e5288bb4d1da83a1c5b8c7.jpg','23fd8a6a64b90a2edc3589c8628fdb022447a2f573e5288bb4d1da83a1c5b8c7','image/jpeg',1507,64,36,NULL,1795902587894);
INSERT INTO "medium" VALUES(22,'kept/5c/5c6ec79919e78c860a8f08fb154ba97d1b074f857b2f93c92a7ea04d676c8ab7.jpg','5c6ec79919e78c860a8f08fb154ba97d1b074f857b2f93c92a7ea04d676c8ab7','image/jpeg',1432,64,36,NULL,1795902587894);
INSERT INTO "medium" VALUES(23,'kept/cd/cdf1f269ae59dee9907191a727e850fe7494f5e107e03bc3c6e4e42018836a2e.jpg','cdf1f269ae59dee9907191a727e850fe7494f5e107e03bc3c6e4e42018836a2e','image/jpeg',1431,64,36,NULL,1795902587894);
INSERT INTO "medium" VALUES(24,'kept/ce/ced73b506dbc968d15dc5ec76b68b9c3e8d068ad34981117a2279234cd125f14.jpg','ced73b506dbc968d15dc5ec76b68b9c3e8d068ad34981117a2279234cd125f14','image/jpeg',1432,64,36,NULL,1795902587894);
INSERT INTO "medium" VALUES(25,'kept/3e/3e7506f9a2f269339f9eb19dbec45879a162bb3c73bba25754c35657334df562.jpg','3e7506f9a2f269339f9eb19dbec45879a162bb3c73bba25754c35657334df562','image/jpeg',20492,640,360,NULL,1795902590382);
INSERT INTO "medium" VALUES(26,'kept/ec/ec18fc6e383de2fa610d2d841ad1b92f5b1c54d98b65eb6d348746145bbc6364.jpg','ec18fc6e383de2fa610d2d841ad1b92f5b1c54d98b65eb6d348746145bbc6364','image/jpeg',19845,640,360,NULL,1795902590382);
INSERT INTO "medium" VALUES(27,'kept/66/6602cb090c8c443fb3cbde728134cb56eabc724f11fcf1b9da153f4039356670.jpg','6602cb090c8c443fb3cbde728134cb56eabc724f11fcf1b9da153f4039356670','image/jpeg',20172,640,360,NULL,1795902590382);
INSERT INTO "medium" VALUES(28,'kept/0e/0eae3e9ee50954c2121e350e9fd77885a2a47dce681ff93a49970a4ecc2ecfa8.jpg','0eae3e9ee50954c2121e350e9fd77885a2a47dce681ff93a49970a4ecc2ecfa8','image/jpeg',20154,640,360,NULL,1795902590382);
CREATE TABLE profile (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	toml TEXT NOT NULL, 
	seen_at INTEGER NOT NULL, 
	CONSTRAINT pk_profile PRIMARY KEY (id), 
	CONSTRAINT uq_profile_name UNIQUE (name)
)
 STRICT

;
INSERT INTO "profile" VALUES(1,'sandbox','# The built-in simulator, in its asynchronous dialect: `charlib sandbox` starts it.
name = "sandbox"
title = "The simulator that comes with charlib"
extends = "sora-async"
status = "live"

[http]
base_url = "http://127.0.0.1:8787/async/sora/v1"
key_env = "CHARLIB_SANDBOX_KEY"
public_key = "sandbox-key"    # no secret: the simulator''s own

[create.poll]
interval_s = 0.1
interval_max_s = 1
[generate.poll]
interval_s = 0.1
interval_max_s = 1
[likeness]
real = "ok"          # it looks at no faces
',1795902561721);
INSERT INTO "profile" VALUES(2,'sora-sync','# The first tutorial''s dialect: creation answers with the character''s id at once.
# Source: the tutorial as laid out in the facts on OpenAI''s video API, section 7, column T1.
name = "sora-sync"
title = "Sora-style Character API, synchronous (first tutorial)"
family = "sora-characters"
docs = "help.apiyi.com, article 6937"
status = "sunset"
sunset_on = 2026-09-24
sunset_note = "OpenAI shut its Videos API and the sora-2 models down, without a successor"
verified_on = 2026-11-22

[http]
base_url = "https://api.openai.com/v1/sora"
key_env = "OPENAI_API_KEY"

[create.call]
path = "/characters"
constants = { model = "sora-2-character" }
fields = { url = "url", task = "from_task", window = "timestamps" }
[create.answer]
remote_id = "character_id"

[generate.call]
path = "/generations"
params = { model = "sora-2.0-turbo", size = "1280x720", duration = 10 }
fields = { prompt = "prompt" }
[generate.answer]
job_id = "id"
[generate.poll.call]
method = "GET"
path = "/generations/{job_id}"
[generate.poll.answer]
status = "status"
output_url = [
    "video_url", "url", "output_url", "result_url", "download_url", "output", "output.url",
    "output[0]", "output[0].url", "result.url", "result.video_url", "video.url", "data.url",
    "data.output", "data[0].url", "results[0].url", "generations[0].url",
]
error = ["error.message", "error", "fail_reason", "message"]

[window]
min_s = 1
max_s = 10
max_hard = false    # the tutorial''s validator calls it a warning
advise_min_s = 3
advise_max_s = 5
settle_s = 1

[likeness]
real = "refused"
[reference]
mention = "@{remote_id}"
pad = "ascii"       # an id ends where no letter or digit of ASCII goes on
',1795902561497);
CREATE TABLE project (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	notes TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, n INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_project PRIMARY KEY (id), 
	CONSTRAINT uq_project_slug UNIQUE (slug), 
	CONSTRAINT uq_project_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "project" VALUES(1,'166d5a0a43f40783','default','','',1795902560357,1795902560357,7);
INSERT INTO "project" VALUES(2,'yqn5z4wki3rahvpz','noir','Noir','second season',1795902581438,1795902581438,1);
CREATE TABLE project_tag (
	project_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	CONSTRAINT pk_project_tag PRIMARY KEY (project_id, tag_id), 
	CONSTRAINT fk_project_tag_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE, 
	CONSTRAINT fk_project_tag_tag_id FOREIGN KEY(tag_id) REFERENCES tag (id) ON DELETE CASCADE
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "project_tag" VALUES(1,1,2);
INSERT INTO "project_tag" VALUES(1,2,1);
INSERT INTO "project_tag" VALUES(1,3,1);
INSERT INTO "project_tag" VALUES(1,5,0);
INSERT INTO "project_tag" VALUES(2,4,1);
CREATE TABLE prompt (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	project_id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	task_id INTEGER, 
	template TEXT NOT NULL, 
	text TEXT NOT NULL, 
	request TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	CONSTRAINT pk_prompt PRIMARY KEY (id), 
	CONSTRAINT fk_prompt_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_prompt_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_prompt_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_prompt_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "prompt" VALUES(1,'c2jy5zvkmd7soud6',1,1,1,'@mia walks in the rain','@char_ek353j5zizq3 walks in the rain','{}',1795902584072);
INSERT INTO "prompt" VALUES(2,'yhzow5sml4g6axgr',1,2,2,'an empty street','an empty street','{}',1795902584662);
CREATE TABLE prompt_character (
	prompt_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	character_id INTEGER NOT NULL, 
	binding_id INTEGER, 
	CONSTRAINT pk_prompt_character PRIMARY KEY (prompt_id, position), 
	CONSTRAINT fk_prompt_character_binding_id FOREIGN KEY(binding_id) REFERENCES binding (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_prompt_character_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_prompt_character_prompt_id FOREIGN KEY(prompt_id) REFERENCES prompt (id) ON DELETE CASCADE
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "prompt_character" VALUES(1,0,1,1);
CREATE TABLE saved_search (
	name TEXT NOT NULL, 
	"query" TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	CONSTRAINT pk_saved_search PRIMARY KEY (name)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "saved_search" VALUES('cast','tag:hero',1795902583583);
CREATE TABLE setting (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY ("key")
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "setting" VALUES('account','home');
CREATE TABLE source (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	ref TEXT NOT NULL, 
	label TEXT, 
	task_id INTEGER, 
	sha256 TEXT, 
	bytes INTEGER, 
	duration_ms INTEGER, 
	width INTEGER, 
	height INTEGER, 
	media_path TEXT, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	CONSTRAINT pk_source PRIMARY KEY (id), 
	CONSTRAINT ck_source_task CHECK ((kind = 'task') = (task_id IS NOT NULL)), 
	CONSTRAINT ck_source_kind CHECK (kind IN ('url', 'file', 'task')), 
	CONSTRAINT ck_source_duration CHECK (duration_ms IS NULL OR duration_ms >= 0), 
	CONSTRAINT fk_source_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_source_label UNIQUE (label), 
	CONSTRAINT uq_source_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "source" VALUES(1,'kzpm3gvfbmn7tdhc','url','http://127.0.0.1:8747/files/mia.mp4','clip',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902564785,1795902582714);
INSERT INTO "source" VALUES(2,'6rzmfmmt72ayvtm5','file','/films/local.mp4','home video',NULL,'bea733e97b88067d9e6a6b777f49878af5e322482f857acf9956c6bb19f654df',43904,12000,640,360,NULL,1795902583019,1795902583019);
INSERT INTO "source" VALUES(3,'zp57b7jwqpigtmlr','task','task:video_d0d0859a-6954-4d8a-883c-a852921d4b16',NULL,1,'36f165554be3bf96b89bfdb1cfce1dee71d7e8bc71974f56cc5933f161fd734d',5250,2000,64,36,'/library/media/36/36f165554be3bf96b89bfdb1cfce1dee71d7e8bc71974f56cc5933f161fd734d.mp4',1795902584569,1795902584569);
INSERT INTO "source" VALUES(4,'cckqgyxrr2ecvqqz','task','task:video_80336ec3af07436a895f32e15775e791',NULL,2,'51aaeae654d0d30950b61bae2df04ce31ebaf0710d7f4dd67efa57f7f44edc80',4765,2000,64,36,'/library/media/51/51aaeae654d0d30950b61bae2df04ce31ebaf0710d7f4dd67efa57f7f44edc80.mp4',1795902586042,1795902586042);
INSERT INTO "source" VALUES(5,'rugv6kjxvlxisk3p','url','http://127.0.0.1:8747/files/nothing.mp4',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902588084,1795902588084);
CREATE TABLE tag (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	name TEXT NOT NULL, 
	created_at INTEGER NOT NULL, n INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_tag PRIMARY KEY (id), 
	CONSTRAINT uq_tag_name UNIQUE (name), 
	CONSTRAINT uq_tag_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "tag" VALUES(1,'qv6fd3vzoir73qdb','hero',1795902564785,2);
INSERT INTO "tag" VALUES(2,'kdtqk3chraxig2yo','role:lead',1795902564785,1);
INSERT INTO "tag" VALUES(3,'l52gyhpqiebzwtrr','ไทย',1795902578337,1);
INSERT INTO "tag" VALUES(4,'pdjooafice4kwsv5','villain',1795902581590,1);
INSERT INTO "tag" VALUES(5,'prd3cmeenro3uzbj','gone',1795902581713,0);
INSERT INTO "tag" VALUES(6,'x23mrv4cvitsh63f','cast',1795902583272,0);
CREATE TABLE tag_alias (
	name TEXT NOT NULL, 
	tag_id INTEGER NOT NULL, 
	CONSTRAINT pk_tag_alias PRIMARY KEY (name), 
	CONSTRAINT fk_tag_alias_tag_id FOREIGN KEY(tag_id) REFERENCES tag (id) ON DELETE CASCADE
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "tag_alias" VALUES('held',1);
CREATE TABLE tag_parent (
	tag_id INTEGER NOT NULL, 
	parent_id INTEGER NOT NULL, 
	CONSTRAINT pk_tag_parent PRIMARY KEY (tag_id, parent_id), 
	CONSTRAINT ck_tag_parent_self CHECK (tag_id <> parent_id), 
	CONSTRAINT fk_tag_parent_tag_id FOREIGN KEY(tag_id) REFERENCES tag (id) ON DELETE CASCADE, 
	CONSTRAINT fk_tag_parent_parent_id FOREIGN KEY(parent_id) REFERENCES tag (id) ON DELETE CASCADE
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "tag_parent" VALUES(1,6);
CREATE TABLE tag_word (
	word TEXT NOT NULL, 
	tag_id INTEGER NOT NULL, 
	CONSTRAINT pk_tag_word PRIMARY KEY (word, tag_id), 
	CONSTRAINT fk_tag_word_tag_id FOREIGN KEY(tag_id) REFERENCES tag (id) ON DELETE CASCADE
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "tag_word" VALUES('hero',1);
INSERT INTO "tag_word" VALUES('lead',2);
INSERT INTO "tag_word" VALUES('role',2);
INSERT INTO "tag_word" VALUES('ท',3);
INSERT INTO "tag_word" VALUES('ย',3);
INSERT INTO "tag_word" VALUES('ไ',3);
INSERT INTO "tag_word" VALUES('villain',4);
INSERT INTO "tag_word" VALUES('gone',5);
INSERT INTO "tag_word" VALUES('cast',6);
CREATE TABLE task (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	account_id INTEGER NOT NULL, 
	remote_id TEXT, 
	state TEXT NOT NULL, 
	prompt TEXT NOT NULL, 
	model TEXT NOT NULL, 
	request TEXT, 
	raw TEXT, 
	output_url TEXT, 
	error TEXT, 
	error_kind TEXT, 
	lease_owner TEXT, 
	lease_until INTEGER, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	completed_at INTEGER, 
	CONSTRAINT pk_task PRIMARY KEY (id), 
	CONSTRAINT ck_task_state CHECK (state IN ('planned', 'sending', 'queued', 'running', 'done', 'failed', 'unknown')), 
	CONSTRAINT fk_task_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_task_account_id_remote_id UNIQUE (account_id, remote_id), 
	CONSTRAINT uq_task_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "task" VALUES(1,'j7uayh5nfhvlk4er',1,'video_d0d0859a-6954-4d8a-883c-a852921d4b16','done','@char_ek353j5zizq3 walks in the rain','sora-2','{"method": "POST", "path": "/videos", "body": {"model": "sora-2", "duration": 2, "resolution": "1080p", "prompt": "@char_ek353j5zizq3 walks in the rain"}, "encoding": "json"}','{"id":"video_d0d0859a-6954-4d8a-883c-a852921d4b16","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/O-AbF5iN16MrmD6udp5UFIZav_4c_y0w.mp4"}','http://127.0.0.1:8747/outputs/O-AbF5iN16MrmD6udp5UFIZav_4c_y0w.mp4',NULL,NULL,NULL,NULL,1795902584072,1795902584569,1795902584538);
INSERT INTO "task" VALUES(2,'qwpyjyswyz2syqoe',2,'video_80336ec3af07436a895f32e15775e791','done','an empty street','sora-2.0-turbo','{"method": "POST", "path": "/generations", "body": {"model": "sora-2.0-turbo", "size": "1280x720", "duration": 2, "prompt": "an empty street"}, "encoding": "json"}','{"id":"video_80336ec3af07436a895f32e15775e791","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/nXV0r51K75McJv_VVfiz6H9XFAH7rfLW.mp4"}','http://127.0.0.1:8747/outputs/nXV0r51K75McJv_VVfiz6H9XFAH7rfLW.mp4',NULL,NULL,NULL,NULL,1795902584662,1795902586042,1795902585935);
CREATE TABLE term (
	word TEXT NOT NULL, 
	CONSTRAINT pk_term PRIMARY KEY (word)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "term" VALUES('a');
INSERT INTO "term" VALUES('blue');
INSERT INTO "term" VALUES('coat');
INSERT INTO "term" VALUES('handed');
INSERT INTO "term" VALUES('hat');
INSERT INTO "term" VALUES('kim');
INSERT INTO "term" VALUES('left');
INSERT INTO "term" VALUES('line');
INSERT INTO "term" VALUES('lost');
INSERT INTO "term" VALUES('mia');
INSERT INTO "term" VALUES('neil');
INSERT INTO "term" VALUES('o');
INSERT INTO "term" VALUES('old');
INSERT INTO "term" VALUES('quoted');
INSERT INTO "term" VALUES('red');
INSERT INTO "term" VALUES('sam');
INSERT INTO "term" VALUES('same');
INSERT INTO "term" VALUES('second');
INSERT INTO "term" VALUES('tom');
INSERT INTO "term" VALUES('wong');
INSERT INTO "term" VALUES('zoe');
INSERT INTO "term" VALUES('·');
INSERT INTO "term" VALUES('围');
INSERT INTO "term" VALUES('小');
INSERT INTO "term" VALUES('巾');
INSERT INTO "term" VALUES('林');
INSERT INTO "term" VALUES('红');
INSERT INTO "term" VALUES('色');
INSERT INTO "term" VALUES('雨');
INSERT INTO "term" VALUES('🚀');
CREATE TABLE upload (
	account_id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	url TEXT NOT NULL, 
	expires_at INTEGER, 
	created_at INTEGER NOT NULL, 
	CONSTRAINT pk_upload PRIMARY KEY (account_id, path), 
	CONSTRAINT fk_upload_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "upload" VALUES(3,'kept/01/01c8141ac5f45b6e695736b687ca1e1b160b62803326687790d44838115835f8.mp4','http://127.0.0.1:8747/files/up-01c8141ac5f45b6e695736b687ca1e1b160b62803326687790d44838115835f8.mp4',NULL,1795902590310);
CREATE TABLE window (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	source_id INTEGER NOT NULL, 
	character_id INTEGER, 
	start_ms INTEGER NOT NULL, 
	end_ms INTEGER NOT NULL, 
	created_at INTEGER NOT NULL, keeping TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_window PRIMARY KEY (id), 
	CONSTRAINT ck_window_order CHECK (end_ms > start_ms), 
	CONSTRAINT ck_window_start CHECK (start_ms >= 0), 
	CONSTRAINT fk_window_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_window_source_id FOREIGN KEY(source_id) REFERENCES source (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_window_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "window" VALUES(1,'c3o72wkie5fywkjf',1,1,5000,8000,1795902564785,'kept');
INSERT INTO "window" VALUES(2,'wubfsvsyhpqiwk37',1,2,1500,4000,1795902573117,'kept');
INSERT INTO "window" VALUES(3,'boic243i2eidfg7o',1,3,0,3000,1795902578337,'kept');
INSERT INTO "window" VALUES(4,'rtgcm6eet5ncshe6',3,7,0,1500,1795902586143,'kept');
INSERT INTO "window" VALUES(5,'tovgsxvqq5asacyd',5,8,0,1500,1795902588084,'');
INSERT INTO "window" VALUES(6,'74jdfosf7aikure3',2,9,2000,5000,1795902590382,'kept');
INSERT INTO "window" VALUES(7,'crxc4ad2qhuabsuv',2,6,2000,5000,1795902590940,'kept');
CREATE INDEX ix_character_handle ON character (handle);
CREATE UNIQUE INDEX uq_character_handle ON character (project_id, handle) WHERE deleted_at IS NULL;
CREATE INDEX ix_character_tag_character_id ON character_tag (character_id, tag_id);
CREATE INDEX ix_task_open ON task (id) WHERE state IN ('planned', 'sending', 'queued', 'running');
CREATE INDEX ix_prompt_task_id ON prompt (task_id);
CREATE UNIQUE INDEX uq_source_ref ON source (ref) WHERE task_id IS NULL;
CREATE UNIQUE INDEX uq_source_task_id ON source (task_id);
CREATE INDEX ix_window_character_id ON window (character_id);
CREATE INDEX ix_window_source_id ON window (source_id, start_ms);
CREATE INDEX ix_binding_character_id ON binding (character_id, account_id);
CREATE INDEX ix_binding_open ON binding (id) WHERE state IN ('planned', 'sending', 'processing');
CREATE INDEX ix_binding_remote_id ON binding (account_id, remote_id);
CREATE INDEX ix_prompt_character_character_id ON prompt_character (character_id);
CREATE INDEX ix_character_live ON character (project_id, id) WHERE deleted_at IS NULL;
CREATE INDEX ix_character_created_at ON character (created_at);
CREATE INDEX ix_tag_word_tag_id ON tag_word (tag_id);
CREATE INDEX ix_tag_parent_parent_id ON tag_parent (parent_id);
CREATE INDEX ix_tag_alias_tag_id ON tag_alias (tag_id);
CREATE INDEX ix_binding_state ON binding (state, character_id) WHERE state <> 'ready';
CREATE INDEX ix_entry_undone_at ON entry (undone_at) WHERE undone_at IS NOT NULL;
CREATE INDEX ix_change_entry_id ON change (entry_id, id);
CREATE INDEX ix_kept_medium_id ON kept (medium_id);
PRAGMA writable_schema=OFF;
COMMIT;
