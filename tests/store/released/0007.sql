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
INSERT INTO "account" VALUES(1,'i6fxpbr4unwdeyo5','home',1,'http://127.0.0.1:8747/async/sora/v1','KEY',1795995666080,1795995666080,NULL,NULL,0,NULL);
INSERT INTO "account" VALUES(2,'pvsyfurfwtleomzj','kling',1,'http://127.0.0.1:8747/async/sora/v1','KEY',1795995666091,1795995666091,NULL,NULL,0,'{"command": "sh -c ''cp {file} /films/up-$(basename {name}); echo http://127.0.0.1:8747/files/up-$(basename {name})''"}');
INSERT INTO "account" VALUES(3,'of7tx5jjog6hixz6','tutorial',2,'http://127.0.0.1:8747/sync/v1/sora','KEY',1795995666111,1795995666111,NULL,NULL,0,NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0007');
CREATE TABLE "binding" (
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
	updated_at INTEGER NOT NULL, sends INTEGER DEFAULT '0' NOT NULL, voice_id INTEGER, 
	CONSTRAINT pk_binding PRIMARY KEY (id), 
	CONSTRAINT ck_binding_ready CHECK (state <> 'ready' OR remote_id IS NOT NULL), 
	CONSTRAINT ck_binding_state CHECK (state IN ('planned', 'sending', 'processing', 'ready', 'rejected', 'failed', 'unknown', 'expired', 'gone')), 
	CONSTRAINT fk_binding_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_binding_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_binding_window_id FOREIGN KEY(window_id) REFERENCES window (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_binding_uid UNIQUE (uid)
, CONSTRAINT fk_binding_voice_id FOREIGN KEY(voice_id) REFERENCES voice (id) ON DELETE RESTRICT)
 STRICT

;
INSERT INTO "binding" VALUES(1,'57acacy5fgm7jojw',1,1,1,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "5,8"}, "encoding": "json"}','task_25ebecc2b9394141b49572b2626c1f79','char_yt8rawoa2cb4','@char_yt8rawoa2cb4',NULL,NULL,'{"task_id":"task_25ebecc2b9394141b49572b2626c1f79","status":"completed","character_id":"char_yt8rawoa2cb4"}',NULL,NULL,NULL,NULL,1795995666231,1795995666450,1,NULL);
INSERT INTO "binding" VALUES(2,'is223h7cn7dzpvnj',2,3,2,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "1.5,4"}, "encoding": "json"}',NULL,'char_uv76gl6eogeg','@char_uv76gl6eogeg',NULL,NULL,'{"character_id":"char_uv76gl6eogeg"}',NULL,NULL,NULL,NULL,1795995666606,1795995666613,1,NULL);
INSERT INTO "binding" VALUES(3,'6bz64urlwlpqzmv4',3,1,3,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "0,3"}, "encoding": "json"}','task_94069974637942c890d76b1caa4a3e7d','char_oyka87bhylom','@char_oyka87bhylom',NULL,NULL,'{"task_id":"task_94069974637942c890d76b1caa4a3e7d","status":"completed","character_id":"char_oyka87bhylom"}',NULL,NULL,NULL,NULL,1795995666674,1795995666785,1,NULL);
INSERT INTO "binding" VALUES(4,'ex47lf46tbf7npsd',4,1,NULL,'ready','added',NULL,NULL,'char_noir','@mia.noir',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795995666849,1795995666849,0,NULL);
INSERT INTO "binding" VALUES(5,'iddwhcsq3a4m4ks7',5,3,NULL,'ready','added',NULL,NULL,'char_old','@char_old',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795995666856,1795995666856,0,NULL);
INSERT INTO "binding" VALUES(6,'vldpdx6pezrsvssv',6,1,NULL,'ready','added',NULL,NULL,'char_same','@char_same',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795995666862,1795995666862,0,NULL);
INSERT INTO "binding" VALUES(7,'l74jt2ltiioxomys',7,1,4,'ready','task','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "from_task": "video_8b8d8f16-ec23-4dbc-a490-14db4d643568", "timestamps": "0,1.5"}, "encoding": "json"}','task_0ac143a708ad4ba0a091be17eebdbcd8','char_1jmv285pxvxx','@char_1jmv285pxvxx',NULL,NULL,'{"task_id":"task_0ac143a708ad4ba0a091be17eebdbcd8","status":"completed","character_id":"char_1jmv285pxvxx"}',NULL,NULL,NULL,NULL,1795995668191,1795995668302,1,NULL);
INSERT INTO "binding" VALUES(8,'tl3vjd6a5lfeh6q5',8,2,5,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/up-90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4", "timestamps": "2,5"}, "encoding": "json"}','task_8b4fae809e0d46cb8d81ea06af689481','char_4fz542zq6193','@char_4fz542zq6193',NULL,NULL,'{"task_id":"task_8b4fae809e0d46cb8d81ea06af689481","status":"completed","character_id":"char_4fz542zq6193"}',NULL,NULL,NULL,NULL,1795995668417,1795995668532,1,NULL);
INSERT INTO "binding" VALUES(9,'pkya7fxpsyrwqrlo',6,1,NULL,'ready','added',NULL,NULL,'voice_sam',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795995668621,1795995668621,0,1);
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
INSERT INTO "change" VALUES(1,1,'account','{"before": null, "after": {"id": 1, "uid": "i6fxpbr4unwdeyo5", "name": "home", "profile_id": 1, "base_url": "http://127.0.0.1:8747/async/sora/v1", "key_env": "KEY", "created_at": 1795995666080, "updated_at": 1795995666080, "key_command": null, "key_ring": null, "allows_http": 0, "upload": null}}');
INSERT INTO "change" VALUES(2,2,'account','{"before": null, "after": {"id": 2, "uid": "pvsyfurfwtleomzj", "name": "kling", "profile_id": 1, "base_url": "http://127.0.0.1:8747/async/sora/v1", "key_env": "KEY", "created_at": 1795995666091, "updated_at": 1795995666091, "key_command": null, "key_ring": null, "allows_http": 0, "upload": "{\"command\": \"sh -c ''cp {file} /films/up-$(basename {name}); echo http://127.0.0.1:8747/files/up-$(basename {name})''\"}"}}');
INSERT INTO "change" VALUES(3,3,'account','{"before": null, "after": {"id": 3, "uid": "of7tx5jjog6hixz6", "name": "tutorial", "profile_id": 2, "base_url": "http://127.0.0.1:8747/sync/v1/sora", "key_env": "KEY", "created_at": 1795995666111, "updated_at": 1795995666111, "key_command": null, "key_ring": null, "allows_http": 0, "upload": null}}');
INSERT INTO "change" VALUES(4,4,'setting','{"key": "account", "before": null, "after": "home"}');
INSERT INTO "change" VALUES(5,5,'tag','{"before": null, "after": [1, "nscfczzvjk7dkc55", "hero", 1795995666231]}');
INSERT INTO "change" VALUES(6,5,'tag','{"before": null, "after": [2, "7y5hlnitn6c5qyk3", "role:lead", 1795995666231]}');
INSERT INTO "change" VALUES(7,5,'added','{"ids": [[1, 1]]}');
INSERT INTO "change" VALUES(8,5,'source','{"before": null, "after": {"id": 1, "uid": "3ytaykxllj4qfjzl", "kind": "url", "ref": "http://127.0.0.1:8747/files/mia.mp4", "label": null, "task_id": null, "sha256": null, "bytes": null, "duration_ms": null, "width": null, "height": null, "media_path": null, "created_at": 1795995666231, "updated_at": 1795995666231}}');
INSERT INTO "change" VALUES(9,5,'made','{"table": "window", "ids": [[1, 1]]}');
INSERT INTO "change" VALUES(10,5,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(11,6,'added','{"ids": [[2, 2]]}');
INSERT INTO "change" VALUES(12,6,'made','{"table": "window", "ids": [[2, 2]]}');
INSERT INTO "change" VALUES(13,6,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(14,7,'tag','{"before": null, "after": [3, "vfv245asobkwg7e7", "ไทย", 1795995666674]}');
INSERT INTO "change" VALUES(15,7,'added','{"ids": [[3, 3]]}');
INSERT INTO "change" VALUES(16,7,'made','{"table": "window", "ids": [[3, 3]]}');
INSERT INTO "change" VALUES(17,7,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(18,8,'project','{"before": null, "after": {"id": 2, "uid": "pxaocrnm3vgtxbyw", "slug": "noir", "name": "Noir", "notes": "second season", "created_at": 1795995666842, "updated_at": 1795995666842, "n": 0}}');
INSERT INTO "change" VALUES(19,9,'tag','{"before": null, "after": [4, "mkdbn2ewecnakvpn", "villain", 1795995666849]}');
INSERT INTO "change" VALUES(20,9,'added','{"ids": [[4, 4]]}');
INSERT INTO "change" VALUES(21,9,'made','{"table": "binding", "ids": [[4, 4]]}');
INSERT INTO "change" VALUES(22,10,'tag','{"before": null, "after": [5, "cxmedgsbpr2hj6tl", "gone", 1795995666856]}');
INSERT INTO "change" VALUES(23,10,'added','{"ids": [[5, 5]]}');
INSERT INTO "change" VALUES(24,10,'made','{"table": "binding", "ids": [[5, 5]]}');
INSERT INTO "change" VALUES(25,11,'added','{"ids": [[6, 6]]}');
INSERT INTO "change" VALUES(26,11,'made','{"table": "binding", "ids": [[6, 6]]}');
INSERT INTO "change" VALUES(27,12,'edited','{"columns": ["notes"], "before": [[[[1, 1]], [""]]], "after": [[[[1, 1]], ["left-handed\nsecond line"]]]}');
INSERT INTO "change" VALUES(28,13,'edited','{"columns": ["likeness", "consent"], "before": [[[[2, 2]], ["", ""]]], "after": [[[[2, 2]], ["real", "signed 2026-10-01, in the safe"]]]}');
INSERT INTO "change" VALUES(29,14,'edited','{"columns": ["handle"], "before": [[[[6, 6]], ["same"]]], "after": [[[[6, 6]], ["sam"]]]}');
INSERT INTO "change" VALUES(30,15,'about source','{"id": 1, "before": {"label": null}, "after": {"label": "clip"}}');
INSERT INTO "change" VALUES(31,16,'source','{"before": null, "after": {"id": 2, "uid": "x4j3gysdo2hpolnr", "kind": "file", "ref": "/films/local.mp4", "label": "home video", "task_id": null, "sha256": "c179c2d6c64d41a2939f4444a9b802fb9bc73f6ceb3d7b542d85a7554d3a4915", "bytes": 57100, "duration_ms": 12000, "width": 640, "height": 360, "media_path": null, "created_at": 1795995666897, "updated_at": 1795995666897}}');
INSERT INTO "change" VALUES(32,17,'tag','{"before": null, "after": [6, "bel3rdcupjg5wbn4", "cast", 1795995666910]}');
INSERT INTO "change" VALUES(33,17,'parent','{"tag": 1, "parent": 6, "before": false, "after": true}');
INSERT INTO "change" VALUES(34,18,'alias','{"name": "held", "before": null, "after": 1}');
INSERT INTO "change" VALUES(35,19,'search','{"name": "cast", "before": null, "after": "tag:hero"}');
INSERT INTO "change" VALUES(36,20,'fact','{"what": "task"}');
INSERT INTO "change" VALUES(37,21,'fact','{"what": "task"}');
INSERT INTO "change" VALUES(38,22,'added','{"ids": [[7, 7]]}');
INSERT INTO "change" VALUES(39,22,'made','{"table": "window", "ids": [[4, 4]]}');
INSERT INTO "change" VALUES(40,22,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(41,23,'added','{"ids": [[8, 8]]}');
INSERT INTO "change" VALUES(42,23,'made','{"table": "window", "ids": [[5, 5]]}');
INSERT INTO "change" VALUES(43,23,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(44,24,'made','{"table": "window", "ids": [[6, 6]]}');
INSERT INTO "change" VALUES(45,25,'voice','{"id": 6, "before": null, "after": 1}');
INSERT INTO "change" VALUES(46,26,'made','{"table": "binding", "ids": [[9, 9]]}');
INSERT INTO "change" VALUES(47,27,'removed','{"ids": [[5, 5]]}');
INSERT INTO "change" VALUES(48,28,'removed','{"ids": [[7, 7]]}');
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
	deleted_at INTEGER, likeness TEXT DEFAULT '' NOT NULL CONSTRAINT ck_character_likeness CHECK (likeness IN ('', 'real', 'fictional', 'none')), consent TEXT DEFAULT '' NOT NULL, name_key TEXT DEFAULT '' NOT NULL, used INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_character PRIMARY KEY (id), 
	CONSTRAINT fk_character_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_character_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "character" VALUES(1,'haxz3sc3sxgcdqet',1,'mia','Mia Wong','a red coat, 红色围巾','left-handed
second line',1795995666231,1795995666869,NULL,'','','mia wong',1);
INSERT INTO "character" VALUES(2,'zfyl2apysrhnpis3',1,'tom','Tom 🚀 O''Neil','blue hat; "quoted"','',1795995666606,1795995666874,NULL,'real','signed 2026-10-01, in the safe','tom 🚀 o''neil',0);
INSERT INTO "character" VALUES(3,'agg25rj7m2onlwyn',1,'林小雨','','','',1795995666674,1795995666674,NULL,'','','􏿿',0);
INSERT INTO "character" VALUES(4,'sfdhtcostg5y5gjk',2,'mia','','','',1795995666849,1795995666849,NULL,'','','􏿿',0);
INSERT INTO "character" VALUES(5,'kvan6zy6abcev5ly',1,'old','','','',1795995666856,1795995668626,1795995668626,'','','􏿿',0);
INSERT INTO "character" VALUES(6,'nt2cvna62bc556vg',1,'sam','','','',1795995666862,1795995668614,NULL,'','','􏿿',0);
INSERT INTO "character" VALUES(7,'zc6bw3vvkfksdcib',1,'zoe','','','',1795995668191,1795995668639,NULL,'','','􏿿',0);
INSERT INTO "character" VALUES(8,'5hoewrq72i3xxdn7',1,'kim','','','',1795995668417,1795995668417,NULL,'','','􏿿',0);
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
INSERT INTO "character_text_data" VALUES(1,X'0709080B04');
INSERT INTO "character_text_data" VALUES(10,X'00000005010D0D000D0101010201010301010401010501010601010701010801010901010A01010B01010C01010D0101');
INSERT INTO "character_text_data" VALUES(137438953473,X'0000006702306101060102020104636F6174010601020401036D6961010802010102010372656401060102030104776F6E6701060101030102C2B701060102050103E59BB401060102080202B7BE01060102090103E7BAA201060102060103E889B2010601020704080B0B0A0B090A090A');
INSERT INTO "character_text_data" VALUES(274877906945,X'000000590530626C756502060102020103686174020601020301046E65696C020601010701016F0206010106010671756F74656402060102040103746F6D0208020101020102C2B70208010103040104F09F9A800206010104040B0A0B080D0B0A');
INSERT INTO "character_text_data" VALUES(412316860417,X'0000001C0430E5B08F0302030103E69E970302020103E99BA8030204040808');
INSERT INTO "character_text_data" VALUES(549755813889,X'0000000C04306D696104020204');
INSERT INTO "character_text_data" VALUES(687194767361,X'0000000C04306F6C6405020204');
INSERT INTO "character_text_data" VALUES(824633720833,X'0000000D053073616D6506020204');
INSERT INTO "character_text_data" VALUES(962072674305,X'0000009602306101070102020104636F61740107010204010668616E646564010601030301046C65667401060103020203696E65010601030501036D69610109020101020103726564010701020301067365636F6E6401060103040104776F6E6701070101030102C2B701070102050103E59BB401070102080202B7BE01070102090103E7BAA201070102060103E889B2010701020704080B0D0B0A0B0A0D0B090A090A');
INSERT INTO "character_text_data" VALUES(1099511627777,X'00000011043073616D06020204016506010408');
INSERT INTO "character_text_data" VALUES(1236950581249,X'0000000C04307A6F6507020204');
INSERT INTO "character_text_data" VALUES(1374389534721,X'0000000C04306B696D08020204');
INSERT INTO "character_text_data" VALUES(1511828488193,X'0000000B04306F6C64050104');
INSERT INTO "character_text_data" VALUES(1649267441665,X'0000000B04307A6F65070104');
INSERT INTO "character_text_data" VALUES(1786706395137,X'0000000C04307A6F6507020204');
CREATE TABLE 'character_text_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO "character_text_docsize" VALUES(1,X'01020804');
INSERT INTO "character_text_docsize" VALUES(2,X'01060300');
INSERT INTO "character_text_docsize" VALUES(3,X'03000000');
INSERT INTO "character_text_docsize" VALUES(4,X'01000000');
INSERT INTO "character_text_docsize" VALUES(6,X'01000000');
INSERT INTO "character_text_docsize" VALUES(7,X'01000000');
INSERT INTO "character_text_docsize" VALUES(8,X'01000000');
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
CREATE TABLE entry (
	id INTEGER NOT NULL, 
	command TEXT NOT NULL, 
	at INTEGER NOT NULL, 
	undone_at INTEGER, bytes INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_entry PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "entry" VALUES(1,'charlib --home /library account add home --profile sandbox --base-url http://127.0.0.1:8747/async/sora/v1 --key-env KEY',1795995666080,NULL,297);
INSERT INTO "entry" VALUES(2,'charlib --home /library account add kling --profile sandbox --base-url http://127.0.0.1:8747/async/sora/v1 --key-env KEY --upload-command ''sh -c ''"''"''cp {file} /films/up-$(basename {name}); echo http://127.0.0.1:8747/files/up-$(basename {name})''"''"''''',1795995666091,NULL,434);
INSERT INTO "entry" VALUES(3,'charlib --home /library account add tutorial --profile sora-sync --base-url http://127.0.0.1:8747/sync/v1/sora --key-env KEY',1795995666111,NULL,300);
INSERT INTO "entry" VALUES(4,'charlib --home /library account use home',1795995666116,NULL,51);
INSERT INTO "entry" VALUES(5,'charlib --home /library create mia --url http://127.0.0.1:8747/files/mia.mp4 --window 5,8 --name ''Mia Wong'' --look ''a red coat, 红色围巾'' --tag hero --tag role:lead',1795995666231,NULL,541);
INSERT INTO "entry" VALUES(6,'charlib --home /library create tom --url http://127.0.0.1:8747/files/mia.mp4 --window 1.5,4 --account tutorial --name ''Tom 🚀 O''"''"''Neil'' --look ''blue hat; "quoted"'' --tag hero',1795995666606,NULL,72);
INSERT INTO "entry" VALUES(7,'charlib --home /library create ''林小雨'' --url http://127.0.0.1:8747/files/mia.mp4 --window 0,3 --tag ''ไทย''',1795995666674,NULL,144);
INSERT INTO "entry" VALUES(8,'charlib --home /library project add noir --name Noir --notes ''second season''',1795995666842,NULL,187);
INSERT INTO "entry" VALUES(9,'charlib --home /library --project noir add mia --id char_noir --mention @mia.noir --tag villain',1795995666849,NULL,130);
INSERT INTO "entry" VALUES(10,'charlib --home /library add old --id char_old --account tutorial --tag gone',1795995666856,NULL,127);
INSERT INTO "entry" VALUES(11,'charlib --home /library add same --id char_same',1795995666862,NULL,54);
INSERT INTO "entry" VALUES(12,'charlib --home /library edit mia --notes ''left-handed
second line''',1795995666869,NULL,105);
INSERT INTO "entry" VALUES(13,'charlib --home /library edit tom --likeness real --consent ''signed 2026-10-01, in the safe''',1795995666874,NULL,137);
INSERT INTO "entry" VALUES(14,'charlib --home /library rename same sam',1795995666879,NULL,89);
INSERT INTO "entry" VALUES(15,'charlib --home /library source add http://127.0.0.1:8747/files/mia.mp4 --label clip',1795995666885,NULL,64);
INSERT INTO "entry" VALUES(16,'charlib --home /library source add /films/local.mp4 --label ''home video''',1795995666897,NULL,385);
INSERT INTO "entry" VALUES(17,'charlib --home /library tag nest hero cast',1795995666910,NULL,128);
INSERT INTO "entry" VALUES(18,'charlib --home /library tag alias held hero',1795995666916,NULL,44);
INSERT INTO "entry" VALUES(19,'charlib --home /library search --save cast tag:hero',1795995666945,NULL,53);
INSERT INTO "entry" VALUES(20,'charlib --home /library generate ''@mia walks in the rain'' --param duration=2 --wait',1795995667009,NULL,16);
INSERT INTO "entry" VALUES(21,'charlib --home /library generate ''an empty street'' --account tutorial --param duration=2 --wait',1795995667156,NULL,16);
INSERT INTO "entry" VALUES(22,'charlib --home /library create zoe --task 1 --window 0,1.5',1795995668191,NULL,72);
INSERT INTO "entry" VALUES(23,'charlib --home /library create kim --account kling --source /films/local.mp4 --window 2,5',1795995668417,NULL,72);
INSERT INTO "entry" VALUES(24,'charlib --home /library keep sam --source /films/local.mp4 --window 2,5',1795995668600,NULL,36);
INSERT INTO "entry" VALUES(25,'charlib --home /library voice add sam --file /films/sam.wav',1795995668614,NULL,37);
INSERT INTO "entry" VALUES(26,'charlib --home /library voice add sam --id voice_sam',1795995668621,NULL,37);
INSERT INTO "entry" VALUES(27,'charlib --home /library rm old',1795995668626,NULL,17);
INSERT INTO "entry" VALUES(28,'charlib --home /library rm zoe',1795995668632,1795995668639,17);
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
INSERT INTO "kept" VALUES(1,'still',3,6,NULL);
INSERT INTO "kept" VALUES(1,'still',4,7,NULL);
INSERT INTO "kept" VALUES(2,'clip',0,1,0);
INSERT INTO "kept" VALUES(2,'frontal',0,8,NULL);
INSERT INTO "kept" VALUES(2,'still',0,9,NULL);
INSERT INTO "kept" VALUES(2,'still',1,10,NULL);
INSERT INTO "kept" VALUES(2,'still',2,11,NULL);
INSERT INTO "kept" VALUES(2,'still',3,12,NULL);
INSERT INTO "kept" VALUES(2,'still',4,13,NULL);
INSERT INTO "kept" VALUES(3,'clip',0,1,0);
INSERT INTO "kept" VALUES(3,'frontal',0,14,NULL);
INSERT INTO "kept" VALUES(3,'still',0,15,NULL);
INSERT INTO "kept" VALUES(3,'still',1,16,NULL);
INSERT INTO "kept" VALUES(3,'still',2,17,NULL);
INSERT INTO "kept" VALUES(3,'still',3,18,NULL);
INSERT INTO "kept" VALUES(3,'still',4,19,NULL);
INSERT INTO "kept" VALUES(4,'clip',0,20,0);
INSERT INTO "kept" VALUES(4,'frontal',0,21,NULL);
INSERT INTO "kept" VALUES(4,'still',0,22,NULL);
INSERT INTO "kept" VALUES(4,'still',1,23,NULL);
INSERT INTO "kept" VALUES(4,'still',2,24,NULL);
INSERT INTO "kept" VALUES(4,'still',3,25,NULL);
INSERT INTO "kept" VALUES(4,'still',4,26,NULL);
INSERT INTO "kept" VALUES(5,'clip',0,1,0);
INSERT INTO "kept" VALUES(5,'frontal',0,27,NULL);
INSERT INTO "kept" VALUES(5,'still',0,18,NULL);
INSERT INTO "kept" VALUES(5,'still',1,19,NULL);
INSERT INTO "kept" VALUES(5,'still',2,28,NULL);
INSERT INTO "kept" VALUES(5,'still',3,29,NULL);
INSERT INTO "kept" VALUES(5,'still',4,30,NULL);
INSERT INTO "kept" VALUES(6,'clip',0,1,0);
INSERT INTO "kept" VALUES(6,'frontal',0,27,NULL);
INSERT INTO "kept" VALUES(6,'still',0,18,NULL);
INSERT INTO "kept" VALUES(6,'still',1,19,NULL);
INSERT INTO "kept" VALUES(6,'still',2,28,NULL);
INSERT INTO "kept" VALUES(6,'still',3,29,NULL);
INSERT INTO "kept" VALUES(6,'still',4,30,NULL);
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
INSERT INTO "medium" VALUES(1,'kept/90/90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4','90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152','video/mp4',55957,640,360,10791,1795995666598);
INSERT INTO "medium" VALUES(2,'kept/cd/cdca59e2ee5b7ed5f00724d4e3ccceb25ea80f1a64fef652e54dbaea086cf604.jpg','cdca59e2ee5b7ed5f00724d4e3ccceb25ea80f1a64fef652e54dbaea086cf604','image/jpeg',13241,640,360,NULL,1795995666598);
INSERT INTO "medium" VALUES(3,'kept/98/981509772a0c628370614ee17ec68b209f41b3751cdca41d476a5e059f5db0bd.jpg','981509772a0c628370614ee17ec68b209f41b3751cdca41d476a5e059f5db0bd','image/jpeg',13399,640,360,NULL,1795995666598);
INSERT INTO "medium" VALUES(4,'kept/e7/e7ef6ca2322d08359217fa50065467018f23b0e7510c51438705d7b0cfcf7cdb.jpg','e7ef6ca2322d08359217fa50065467018f23b0e7510c51438705d7b0cfcf7cdb','image/jpeg',13335,640,360,NULL,1795995666598);
INSERT INTO "medium" VALUES(5,'kept/8f/8ff51f81228fc90fc9e734c3e493297b173c7b85619f0db7d2c26951f06c1ce9.jpg','8ff51f81228fc90fc9e734c3e493297b173c7b85619f0db7d2c26951f06c1ce9','image/jpeg',12989,640,360,NULL,1795995666598);
INSERT INTO "medium" VALUES(6,'kept/91/916b718880226af5cb8c42f593eeea5322921d816b5814f26fa2723d76d27be5.jpg','916b718880226af5cb8c42f593eeea5322921d816b5814f26fa2723d76d27be5','image/jpeg',12264,640,360,NULL,1795995666598);
INSERT INTO "medium" VALUES(7,'kept/ea/ea37fcaedfe3ac54c872c4c274eab234df3626885a20a31da3c460a1a41eb9d1.jpg','ea37fcaedfe3ac54c872c4c274eab234df3626885a20a31da3c460a1a41eb9d1','image/jpeg',12955,640,360,NULL,1795995666598);
INSERT INTO "medium" VALUES(8,'kept/6d/6de20d95c65f4c37152e57d3a398810c3e0fded64a6d05cedefc7888b30c5664.jpg','6de20d95c65f4c37152e57d3a398810c3e0fded64a6d05cedefc7888b30c5664','image/jpeg',3509,640,360,NULL,1795995666665);
INSERT INTO "medium" VALUES(9,'kept/94/94cd9eda35e04f3a0dfffad9e0a64ff082cfe0fa07c627de2fc815d39072b774.jpg','94cd9eda35e04f3a0dfffad9e0a64ff082cfe0fa07c627de2fc815d39072b774','image/jpeg',3173,640,360,NULL,1795995666665);
INSERT INTO "medium" VALUES(10,'kept/0d/0d04f95106a0fcc8e40ed0e86e5abea5a314b4e51ffa21bf7b3a5756316e1e57.jpg','0d04f95106a0fcc8e40ed0e86e5abea5a314b4e51ffa21bf7b3a5756316e1e57','image/jpeg',3430,640,360,NULL,1795995666665);
INSERT INTO "medium" VALUES(11,'kept/61/6107a389e6eb171cc3dcddc1d90f325ad9d9aede53e5735675ecfb650218ffa3.jpg','6107a389e6eb171cc3dcddc1d90f325ad9d9aede53e5735675ecfb650218ffa3','image/jpeg',3545,640,360,NULL,1795995666665);
INSERT INTO "medium" VALUES(12,'kept/87/87fdd0b86c430ca4e9a8bab2f02853ab4d501d26572f07f6f9f732163bd1b35b.jpg','87fdd0b86c430ca4e9a8bab2f02853ab4d501d26572f07f6f9f732163bd1b35b','image/jpeg',17367,640,360,NULL,1795995666665);
INSERT INTO "medium" VALUES(13,'kept/dd/dd01aa4c05b9262297ec691833a2fb2334e7eb08de831e168a80ef3e6ff3f6f0.jpg','dd01aa4c05b9262297ec691833a2fb2334e7eb08de831e168a80ef3e6ff3f6f0','image/jpeg',17631,640,360,NULL,1795995666665);
INSERT INTO "medium" VALUES(14,'kept/45/45c4eaab105e9d3c9e47f6e58eb71b0b0ce86aad1af5b1b59f271b38740dbb34.jpg','45c4eaab105e9d3c9e47f6e58eb71b0b0ce86aad1af5b1b59f271b38740dbb34','image/jpeg',3339,640,360,NULL,1795995666834);
INSERT INTO "medium" VALUES(15,'kept/9d/9de2db7e6bb39f89f99a7682a2ac006730f6d9cfdb0583b2d8008658c25ecb87.jpg','9de2db7e6bb39f89f99a7682a2ac006730f6d9cfdb0583b2d8008658c25ecb87','image/jpeg',2919,640,360,NULL,1795995666834);
INSERT INTO "medium" VALUES(16,'kept/4a/4a32d47a297a8a72ce59976ba823351e47c59ebe5318746006c0152c674b0a4e.jpg','4a32d47a297a8a72ce59976ba823351e47c59ebe5318746006c0152c674b0a4e','image/jpeg',3068,640,360,NULL,1795995666834);
INSERT INTO "medium" VALUES(17,'kept/51/512805606cc6e69c72b2b6acb4735518ed2817ac80ea036b19a926572011a858.jpg','512805606cc6e69c72b2b6acb4735518ed2817ac80ea036b19a926572011a858','image/jpeg',3208,640,360,NULL,1795995666834);
INSERT INTO "medium" VALUES(18,'kept/7d/7dccbabfc0662e4f4ae287b445952cab5cda4b7415a6f0eb378487ef19383f20.jpg','7dccbabfc0662e4f4ae287b445952cab5cda4b7415a6f0eb378487ef19383f20','image/jpeg',3474,640,360,NULL,1795995666834);
INSERT INTO "medium" VALUES(19,'kept/b4/b4f15cfdfaf1f2d607acc85fb571eb0001bb14b667be05646a9a84106a2fc9e5.jpg','b4f15cfdfaf1f2d607acc85fb571eb0001bb14b667be05646a9a84106a2fc9e5','image/jpeg',3605,640,360,NULL,1795995666834);
INSERT INTO "medium" VALUES(20,'kept/05/056919d5a962cbd0b6377c9bf2b5bfaff6e794ce0a4232283a1c2b08a95f2453.mp4','056919d5a962cbd0b6377c9bf2b5bfaff6e794ce0a4232283a1c2b08a95f2453','video/mp4',5481,64,36,2000,1795995668333);
INSERT INTO "medium" VALUES(21,'kept/27/273dc091ecb5d2785b378b11c9d31d5ed8d6abc9d5d4e967d5d40df667b8c515.jpg','273dc091ecb5d2785b378b11c9d31d5ed8d6abc9d5d4e967d5d40df667b8c515','image/jpeg',929,64,36,NULL,1795995668333);
INSERT INTO "medium" VALUES(22,'kept/80/803fb84e5352d16537dd3dc023d54d551bbc7b563358109fd53ebe89ff0a757c.jpg','803fb84e5352d16537dd3dc023d54d551bbc7b563358109fd53ebe89ff0a757c','image/jpeg',1113,64,36,NULL,1795995668333);
INSERT INTO "medium" VALUES(23,'kept/8a/8a30dde603f4475d282e7d4cdcecd6c7a1dbea8943e25a0d541c002fd7a0f454.jpg','8a30dde603f4475d282e7d4cdcecd6c7a1dbea8943e25a0d541c002fd7a0f454','image/jpeg',1085,64,36,NULL,1795995668333);
INSERT INTO "medium" VALUES(24,'kept/01/01fae6b667ce3670cecbef1c652403e7542fb3db958d4dcdf9c779958a1a647d.jpg','01fae6b667ce3670cecbef1c652403e7542fb3db958d4dcdf9c779958a1a647d','image/jpeg',1401,64,36,NULL,1795995668333);
INSERT INTO "medium" VALUES(25,'kept/a0/a04f0d3e466806ac0defaed58efcccf1c626def8186adee2b40f6dc5f8ce10da.jpg','a04f0d3e466806ac0defaed58efcccf1c626def8186adee2b40f6dc5f8ce10da','image/jpeg',925,64,36,NULL,1795995668333);
INSERT INTO "medium" VALUES(26,'kept/a4/a4af40bf3d3e4e7a21d7bb0adfa2f93da2c399b8e6fbd514f8662455953aba94.jpg','a4af40bf3d3e4e7a21d7bb0adfa2f93da2c399b8e6fbd514f8662455953aba94','image/jpeg',926,64,36,NULL,1795995668333);
INSERT INTO "medium" VALUES(27,'kept/bd/bd762ca294a4df9e9ffae381105791c55955f1fe2942d06851e72363f3641ef4.jpg','bd762ca294a4df9e9ffae381105791c55955f1fe2942d06851e72363f3641ef4','image/jpeg',17811,640,360,NULL,1795995668417);
INSERT INTO "medium" VALUES(28,'kept/2f/2fa4fc41b1a75597e33e461ba6507e6556b9e63248e8d57b5497b2772a825ca5.jpg','2fa4fc41b1a75597e33e461ba6507e6556b9e63248e8d57b5497b2772a825ca5','image/jpeg',17041,640,360,NULL,1795995668417);
INSERT INTO "medium" VALUES(29,'kept/ac/ac08257769928fa0991e891fbd9cc48e9cb1196b2ffc016961fa5fde50d26a14.jpg','ac08257769928fa0991e891fbd9cc48e9cb1196b2ffc016961fa5fde50d26a14','image/jpeg',17358,640,360,NULL,1795995668417);
INSERT INTO "medium" VALUES(30,'kept/93/933c73e0d88eb67d428f7bda19f2a21f2a146b6a0302545de752cd293d7b250b.jpg','933c73e0d88eb67d428f7bda19f2a21f2a146b6a0302545de752cd293d7b250b','image/jpeg',17411,640,360,NULL,1795995668417);
INSERT INTO "medium" VALUES(31,'kept/67/67e538eb386baf9a09cd7f1e32febf4b8499bd1af5cef530282cc55a0470a41b.wav','67e538eb386baf9a09cd7f1e32febf4b8499bd1af5cef530282cc55a0470a41b','audio/wav',96044,NULL,NULL,6000,1795995668614);
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
INSERT INTO "profile" VALUES(1,'sandbox','# The simulator that comes with charlib, in its asynchronous dialect. `charlib sandbox` starts it.
name = "sandbox"
title = "The simulator that comes with charlib"
extends = "sora-async"
status = "live"
drops = ["verified_on"]  # it is of this version, and does not change by itself

[http]
base_url = "http://127.0.0.1:8787/async/sora/v1"
key_env = "CHARLIB_SANDBOX_KEY"
public_key = "sandbox-key"  # the simulator''s own; not a secret

[create.poll]
interval_s = 0.1
interval_max_s = 1

[generate.poll]
interval_s = 0.1
interval_max_s = 1

[likeness]
real = "ok"  # the simulator does not look for faces
',1795995666091);
INSERT INTO "profile" VALUES(2,'sora-sync','# The first tutorial''s dialect: a creation returns the character''s id immediately.
# Source: the tutorial, as described in the facts on OpenAI''s video API, section 7, column T1.
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

[create.call.fields]
url = "url"
task = "from_task"
window = "timestamps"

[create.answer]
remote_id = "character_id"

[generate.call]
path = "/generations"
fields = { prompt = "prompt" }

[generate.asks.model]
to = "model"
default = "sora-2.0-turbo"

[generate.asks.seconds]
to = "duration"
least = 1
most = 25
default = 10

[generate.asks.size]
of = ["ratio", "resolution"]
to = "size"
default = "16:9 720p"

[generate.asks.size.values]
"16:9 720p" = "1280x720"
"9:16 720p" = "720x1280"

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
max_hard = false  # the tutorial''s validator only warns
advise_min_s = 3
advise_max_s = 5
settle_s = 1

[likeness]
real = "refused"

[reference]
mention = "@{remote_id}"
pad = "ascii"  # an id ends before anything but an ASCII letter or digit
',1795995666111);
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
INSERT INTO "project" VALUES(1,'49952df8b5ceaa52','default','','',1795995666034,1795995666034,6);
INSERT INTO "project" VALUES(2,'pxaocrnm3vgtxbyw','noir','Noir','second season',1795995666842,1795995666842,1);
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
INSERT INTO "prompt" VALUES(1,'qza7fcy6k3gsvay5',1,1,1,'@mia walks in the rain','@char_yt8rawoa2cb4 walks in the rain','{}',1795995667009);
INSERT INTO "prompt" VALUES(2,'wx6aotplzywrhbh5',1,3,2,'an empty street','an empty street','{}',1795995667156);
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
INSERT INTO "saved_search" VALUES('cast','tag:hero',1795995666945);
CREATE TABLE setting (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY ("key")
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "setting" VALUES('account','home');
INSERT INTO "setting" VALUES('epoch','azdqo4vkolv6yclr');
INSERT INTO "setting" VALUES('sent_log','u2pztyp3hjh67wa4 7');
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
INSERT INTO "source" VALUES(1,'3ytaykxllj4qfjzl','url','http://127.0.0.1:8747/files/mia.mp4','clip',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795995666231,1795995666885);
INSERT INTO "source" VALUES(2,'x4j3gysdo2hpolnr','file','/films/local.mp4','home video',NULL,'c179c2d6c64d41a2939f4444a9b802fb9bc73f6ceb3d7b542d85a7554d3a4915',57100,12000,640,360,NULL,1795995666897,1795995666897);
INSERT INTO "source" VALUES(3,'rdbpl56q4wc3blb6','task','task:video_8b8d8f16-ec23-4dbc-a490-14db4d643568',NULL,1,'87a0f9bb5ceee6c4b581978eecf02a343579bdaae876e4db609e6a7e9a181f32',5450,2000,64,36,'/library/media/films/2026-11-29_mia-walks-in-the-rain_87a0f9bb.mp4',1795995667144,1795995667144);
INSERT INTO "source" VALUES(4,'no4ybjirmbmvomzg','task','task:video_21e57b95b31040338d9853516988bb19',NULL,2,'dcfdf0ba0200dbc3c458759c4838e9f5f354a7a3b1372b17ebbf1255047edce6',5045,2000,64,36,'/library/media/films/2026-11-29_an-empty-street_dcfdf0ba.mp4',1795995668182,1795995668182);
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
INSERT INTO "tag" VALUES(1,'nscfczzvjk7dkc55','hero',1795995666231,2);
INSERT INTO "tag" VALUES(2,'7y5hlnitn6c5qyk3','role:lead',1795995666231,1);
INSERT INTO "tag" VALUES(3,'vfv245asobkwg7e7','ไทย',1795995666674,1);
INSERT INTO "tag" VALUES(4,'mkdbn2ewecnakvpn','villain',1795995666849,1);
INSERT INTO "tag" VALUES(5,'cxmedgsbpr2hj6tl','gone',1795995666856,0);
INSERT INTO "tag" VALUES(6,'bel3rdcupjg5wbn4','cast',1795995666910,0);
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
CREATE TABLE "task" (
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
	completed_at INTEGER, sends INTEGER DEFAULT '0' NOT NULL, params TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT pk_task PRIMARY KEY (id), 
	CONSTRAINT ck_task_state CHECK (state IN ('planned', 'sending', 'queued', 'running', 'done', 'failed', 'rejected', 'unknown')), 
	CONSTRAINT fk_task_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_task_account_id_remote_id UNIQUE (account_id, remote_id), 
	CONSTRAINT uq_task_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "task" VALUES(1,'ou5lv7zyh7ykmcv7',1,'video_8b8d8f16-ec23-4dbc-a490-14db4d643568','done','@char_yt8rawoa2cb4 walks in the rain','sora-2','{"method": "POST", "path": "/videos", "body": {"model": "sora-2", "duration": 2, "resolution": "1080p", "prompt": "@char_yt8rawoa2cb4 walks in the rain"}, "encoding": "json"}','{"id":"video_8b8d8f16-ec23-4dbc-a490-14db4d643568","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/wYffijMSalywlHnDIvDmXviwpbN0EFiL.mp4"}','http://127.0.0.1:8747/outputs/wYffijMSalywlHnDIvDmXviwpbN0EFiL.mp4',NULL,NULL,NULL,NULL,1795995667009,1795995667144,1795995667119,1,'{"duration": 2}');
INSERT INTO "task" VALUES(2,'fgly6vs723z2ssor',3,'video_21e57b95b31040338d9853516988bb19','done','an empty street','sora-2.0-turbo','{"method": "POST", "path": "/generations", "body": {"model": "sora-2.0-turbo", "duration": 2, "size": "1280x720", "prompt": "an empty street"}, "encoding": "json"}','{"id":"video_21e57b95b31040338d9853516988bb19","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/-NNSzSC_IkLkZA6uuUCI6uIu5opR6WXt.mp4"}','http://127.0.0.1:8747/outputs/-NNSzSC_IkLkZA6uuUCI6uIu5opR6WXt.mp4',NULL,NULL,NULL,NULL,1795995667156,1795995668182,1795995668165,1,'{"duration": 2}');
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
INSERT INTO "upload" VALUES(2,'kept/90/90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4','http://127.0.0.1:8747/files/up-90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4',NULL,1795995668415);
CREATE TABLE voice (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	character_id INTEGER NOT NULL, 
	medium_id INTEGER, 
	source_id INTEGER, 
	start_ms INTEGER, 
	end_ms INTEGER, 
	replaced_at INTEGER, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	CONSTRAINT pk_voice PRIMARY KEY (id), 
	CONSTRAINT ck_voice_start CHECK (start_ms >= 0), 
	CONSTRAINT ck_voice_order CHECK (end_ms > start_ms), 
	CONSTRAINT fk_voice_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_voice_medium_id FOREIGN KEY(medium_id) REFERENCES medium (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_voice_source_id FOREIGN KEY(source_id) REFERENCES source (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_voice_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "voice" VALUES(1,'wp2nfv4mopvt3ce4',6,31,NULL,NULL,NULL,NULL,1795995668614,1795995668614);
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
INSERT INTO "window" VALUES(1,'hf3l4ineqgygu5zy',1,1,5000,8000,1795995666231,'kept');
INSERT INTO "window" VALUES(2,'3fxfqbmv4g5dcvd4',1,2,1500,4000,1795995666606,'kept');
INSERT INTO "window" VALUES(3,'nlzkapwt34wpaq2d',1,3,0,3000,1795995666674,'kept');
INSERT INTO "window" VALUES(4,'a2xqtw24eljtxk67',3,7,0,1500,1795995668191,'kept');
INSERT INTO "window" VALUES(5,'euaqemuvfvq3cafk',2,8,2000,5000,1795995668417,'kept');
INSERT INTO "window" VALUES(6,'i5aonpxdubmdoilc',2,6,2000,5000,1795995668600,'kept');
CREATE INDEX ix_character_handle ON character (handle);
CREATE UNIQUE INDEX uq_character_handle ON character (project_id, handle) WHERE deleted_at IS NULL;
CREATE INDEX ix_character_tag_character_id ON character_tag (character_id, tag_id);
CREATE INDEX ix_prompt_task_id ON prompt (task_id);
CREATE UNIQUE INDEX uq_source_ref ON source (ref) WHERE task_id IS NULL;
CREATE UNIQUE INDEX uq_source_task_id ON source (task_id);
CREATE INDEX ix_window_character_id ON window (character_id);
CREATE INDEX ix_window_source_id ON window (source_id, start_ms);
CREATE INDEX ix_prompt_character_character_id ON prompt_character (character_id);
CREATE INDEX ix_character_live ON character (project_id, id) WHERE deleted_at IS NULL;
CREATE INDEX ix_character_created_at ON character (created_at);
CREATE INDEX ix_tag_word_tag_id ON tag_word (tag_id);
CREATE INDEX ix_tag_parent_parent_id ON tag_parent (parent_id);
CREATE INDEX ix_tag_alias_tag_id ON tag_alias (tag_id);
CREATE INDEX ix_entry_undone_at ON entry (undone_at) WHERE undone_at IS NOT NULL;
CREATE INDEX ix_change_entry_id ON change (entry_id, id);
CREATE INDEX ix_kept_medium_id ON kept (medium_id);
CREATE INDEX ix_character_name_key ON character (project_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX ix_character_used ON character (project_id, used, id) WHERE deleted_at IS NULL;
CREATE INDEX ix_character_updated_at ON character (project_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX ix_task_open ON task (id) WHERE state IN ('planned', 'sending', 'queued', 'running');
CREATE UNIQUE INDEX uq_voice_character_id ON voice (character_id) WHERE replaced_at IS NULL;
CREATE INDEX ix_voice_character_id ON voice (character_id);
CREATE INDEX ix_voice_medium_id ON voice (medium_id);
CREATE INDEX ix_voice_source_id ON voice (source_id);
CREATE INDEX ix_binding_character_id ON binding (character_id, account_id);
CREATE INDEX ix_binding_open ON binding (id) WHERE state IN ('planned', 'sending', 'processing');
CREATE INDEX ix_binding_remote_id ON binding (account_id, remote_id);
CREATE INDEX ix_binding_state ON binding (state, character_id) WHERE state <> 'ready';
CREATE INDEX ix_binding_voice_id ON binding (voice_id) WHERE voice_id IS NOT NULL;
PRAGMA writable_schema=OFF;
COMMIT;
