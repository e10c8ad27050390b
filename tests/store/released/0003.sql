BEGIN TRANSACTION;
CREATE TABLE account (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	name TEXT NOT NULL, 
	profile_id INTEGER NOT NULL, 
	base_url TEXT, 
	key_env TEXT, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, key_command TEXT, key_ring TEXT, allows_http INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT fk_account_profile_id FOREIGN KEY(profile_id) REFERENCES profile (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_account_name UNIQUE (name), 
	CONSTRAINT uq_account_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "account" VALUES(1,'oeq6hnoxgf2xfpto','home',1,'http://127.0.0.1:8747/async/sora/v1','HOME_KEY',1795902519243,1795902519243,NULL,NULL,0);
INSERT INTO "account" VALUES(2,'j46xyw2uwkyyqlbk','tutorial',2,'http://127.0.0.1:8747/sync/v1/sora','HOME_KEY',1795902519562,1795902519562,NULL,NULL,0);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
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
INSERT INTO "binding" VALUES(1,'pqbo2jsogz7ncky4',1,1,1,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "5,8"}, "encoding": "json"}','task_0261dd849de447559f581449cfcbbcdc','char_jd0mtc1zgnug','@char_jd0mtc1zgnug',NULL,NULL,'{"task_id":"task_0261dd849de447559f581449cfcbbcdc","status":"completed","character_id":"char_jd0mtc1zgnug"}',NULL,NULL,NULL,NULL,1795902520738,1795902521650);
INSERT INTO "binding" VALUES(2,'7fmchsarorb46ond',2,2,2,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "1.5,4"}, "encoding": "json"}',NULL,'char_wsn6sg0gqmrw','@char_wsn6sg0gqmrw',NULL,NULL,'{"character_id":"char_wsn6sg0gqmrw"}',NULL,NULL,NULL,NULL,1795902521913,1795902522332);
INSERT INTO "binding" VALUES(3,'7uamouyc6xuhf2aw',3,1,3,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "0,3"}, "encoding": "json"}','task_dc78d69024544b89a5ad8c98aa91463f','char_2fy1kde8tz9v','@char_2fy1kde8tz9v',NULL,NULL,'{"task_id":"task_dc78d69024544b89a5ad8c98aa91463f","status":"completed","character_id":"char_2fy1kde8tz9v"}',NULL,NULL,NULL,NULL,1795902522570,1795902523262);
INSERT INTO "binding" VALUES(4,'fq2ygdqbqgkf3ois',4,1,NULL,'ready','added',NULL,NULL,'char_noir','@mia.noir',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902523466,1795902523466);
INSERT INTO "binding" VALUES(5,'fqkre6pe5duum6rx',5,2,NULL,'ready','added',NULL,NULL,'char_old','@char_old',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902523845,1795902523845);
INSERT INTO "binding" VALUES(6,'uvybbip7qfgzharv',6,1,NULL,'ready','added',NULL,NULL,'char_same','@char_same',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902524046,1795902524046);
INSERT INTO "binding" VALUES(7,'kb56fjvure7hgt75',7,1,4,'ready','task','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "from_task": "video_00d044e8-8183-412a-afea-ab08851c007b", "timestamps": "0,1.5"}, "encoding": "json"}','task_4d94467b4f144a9e86efd351b88bbb48','char_s1n1c5owr2ok','@char_s1n1c5owr2ok',NULL,NULL,'{"task_id":"task_4d94467b4f144a9e86efd351b88bbb48","status":"completed","character_id":"char_s1n1c5owr2ok"}',NULL,NULL,NULL,NULL,1795902528544,1795902529164);
INSERT INTO "binding" VALUES(8,'zwgsoikmmwvgfwdx',8,1,5,'failed','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/nothing.mp4", "timestamps": "0,1.5"}, "encoding": "json"}','task_9ae10ae3197d4922a52bcb29816c2a37',NULL,NULL,NULL,NULL,'{"task_id":"task_9ae10ae3197d4922a52bcb29816c2a37","status":"failed","error":{"code":"video_unreachable","message":"The video at http://127.0.0.1:8747/files/nothing.mp4 could not be fetched: the server answered 404."}}','the provider cannot read the video: The video at http://127.0.0.1:8747/files/nothing.mp4 could not be fetched: the server answered 404. (video_unreachable)','source_url',NULL,NULL,1795902529383,1795902530413);
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
INSERT INTO "change" VALUES(1,1,'account','{"before": null, "after": {"uid": "oeq6hnoxgf2xfpto", "name": "home", "profile_id": 1, "base_url": "http://127.0.0.1:8747/async/sora/v1", "key_env": "HOME_KEY", "created_at": 1795902519243, "updated_at": 1795902519243, "allows_http": 0, "id": 1, "key_command": null, "key_ring": null}}');
INSERT INTO "change" VALUES(2,2,'account','{"before": null, "after": {"uid": "j46xyw2uwkyyqlbk", "name": "tutorial", "profile_id": 2, "base_url": "http://127.0.0.1:8747/sync/v1/sora", "key_env": "HOME_KEY", "created_at": 1795902519562, "updated_at": 1795902519562, "allows_http": 0, "id": 2, "key_command": null, "key_ring": null}}');
INSERT INTO "change" VALUES(3,3,'setting','{"key": "account", "before": null, "after": "home"}');
INSERT INTO "change" VALUES(4,4,'tag','{"before": null, "after": [1, "47d8706fd6172b67", "hero", 1795902520738]}');
INSERT INTO "change" VALUES(5,4,'tag','{"before": null, "after": [2, "b31cdf240d2211c8", "role:lead", 1795902520738]}');
INSERT INTO "change" VALUES(6,4,'added','{"ids": [[1, 1]]}');
INSERT INTO "change" VALUES(7,4,'source','{"before": null, "after": {"id": 1, "uid": "kdxtpw42ev3p2wda", "kind": "url", "ref": "http://127.0.0.1:8747/files/mia.mp4", "label": null, "task_id": null, "sha256": null, "bytes": null, "duration_ms": null, "width": null, "height": null, "media_path": null, "created_at": 1795902520738, "updated_at": 1795902520738}}');
INSERT INTO "change" VALUES(8,4,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(9,5,'added','{"ids": [[2, 2]]}');
INSERT INTO "change" VALUES(10,5,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(11,6,'tag','{"before": null, "after": [3, "6105ab6156d77844", "ไทย", 1795902522570]}');
INSERT INTO "change" VALUES(12,6,'added','{"ids": [[3, 3]]}');
INSERT INTO "change" VALUES(13,6,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(14,7,'project','{"before": null, "after": {"uid": "ipnimzdsyetyy6mo", "slug": "noir", "name": "Noir", "notes": "second season", "created_at": 1795902523389, "updated_at": 1795902523389, "id": 2, "n": 0}}');
INSERT INTO "change" VALUES(15,8,'tag','{"before": null, "after": [4, "7kjhep2dbx33ietb", "villain", 1795902523466]}');
INSERT INTO "change" VALUES(16,8,'added','{"ids": [[4, 4]]}');
INSERT INTO "change" VALUES(17,8,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(18,9,'tag','{"before": null, "after": [5, "haydqlemb4tbfxtm", "gone", 1795902523845]}');
INSERT INTO "change" VALUES(19,9,'added','{"ids": [[5, 5]]}');
INSERT INTO "change" VALUES(20,9,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(21,10,'added','{"ids": [[6, 6]]}');
INSERT INTO "change" VALUES(22,10,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(23,11,'said','{"id": 1, "before": {"notes": ""}, "after": {"notes": "left-handed\nsecond line"}}');
INSERT INTO "change" VALUES(24,12,'said','{"id": 2, "before": {"likeness": ""}, "after": {"likeness": "real"}}');
INSERT INTO "change" VALUES(25,13,'said','{"id": 6, "before": {"handle": "same"}, "after": {"handle": "sam"}}');
INSERT INTO "change" VALUES(26,14,'about source','{"id": 1, "before": {"label": null}, "after": {"label": "clip"}}');
INSERT INTO "change" VALUES(27,15,'source','{"before": null, "after": {"uid": "imv6y76g5ccko76x", "kind": "file", "ref": "/films/local.mp4", "task_id": null, "created_at": 1795902524828, "updated_at": 1795902524828, "id": 2, "label": "home video", "sha256": "bea733e97b88067d9e6a6b777f49878af5e322482f857acf9956c6bb19f654df", "bytes": 43904, "duration_ms": 12000, "width": 640, "height": 360, "media_path": null}}');
INSERT INTO "change" VALUES(28,16,'tag','{"before": null, "after": [6, "cp52jm2sybzxtg7u", "cast", 1795902525050]}');
INSERT INTO "change" VALUES(29,16,'parent','{"tag": 1, "parent": 6, "before": false, "after": true}');
INSERT INTO "change" VALUES(30,17,'alias','{"name": "held", "before": null, "after": 1}');
INSERT INTO "change" VALUES(31,18,'search','{"name": "cast", "before": null, "after": "tag:hero"}');
INSERT INTO "change" VALUES(32,19,'fact','{"what": "task"}');
INSERT INTO "change" VALUES(33,19,'source','{"before": null, "after": {"uid": "hd2kafuaqpp6kk5j", "kind": "task", "ref": "task:video_00d044e8-8183-412a-afea-ab08851c007b", "task_id": 1, "created_at": 1795902526313, "updated_at": 1795902526313, "id": 3, "label": null, "sha256": "f25118ddcf04de6794004da5fb4eccd2e508a82f57d40d464d806611c49b81b9", "bytes": 5119, "duration_ms": 2000, "width": 64, "height": 36, "media_path": "/library/media/f2/f25118ddcf04de6794004da5fb4eccd2e508a82f57d40d464d806611c49b81b9.mp4"}}');
INSERT INTO "change" VALUES(34,20,'fact','{"what": "task"}');
INSERT INTO "change" VALUES(35,20,'source','{"before": null, "after": {"uid": "k22xni3whsx3z37s", "kind": "task", "ref": "task:video_4f655db7b6bc41418a88258db062b873", "task_id": 2, "created_at": 1795902528236, "updated_at": 1795902528236, "id": 4, "label": null, "sha256": "51aaeae654d0d30950b61bae2df04ce31ebaf0710d7f4dd67efa57f7f44edc80", "bytes": 4765, "duration_ms": 2000, "width": 64, "height": 36, "media_path": "/library/media/51/51aaeae654d0d30950b61bae2df04ce31ebaf0710d7f4dd67efa57f7f44edc80.mp4"}}');
INSERT INTO "change" VALUES(36,21,'added','{"ids": [[7, 7]]}');
INSERT INTO "change" VALUES(37,21,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(38,22,'added','{"ids": [[8, 8]]}');
INSERT INTO "change" VALUES(39,22,'source','{"before": null, "after": {"id": 5, "uid": "uypyrvyjdag5hi37", "kind": "url", "ref": "http://127.0.0.1:8747/files/nothing.mp4", "label": null, "task_id": null, "sha256": null, "bytes": null, "duration_ms": null, "width": null, "height": null, "media_path": null, "created_at": 1795902529383, "updated_at": 1795902529383}}');
INSERT INTO "change" VALUES(40,22,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(41,23,'removed','{"ids": [[5, 5]]}');
INSERT INTO "change" VALUES(42,24,'removed','{"ids": [[8, 8]]}');
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
	deleted_at INTEGER, likeness TEXT DEFAULT '' NOT NULL CONSTRAINT ck_character_likeness CHECK (likeness IN ('', 'real', 'fictional', 'none')), 
	CONSTRAINT pk_character PRIMARY KEY (id), 
	CONSTRAINT fk_character_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_character_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "character" VALUES(1,'igqabbd25tzmsxs7',1,'mia','Mia Wong','a red coat, 红色围巾','left-handed
second line',1795902520738,1795902524274,NULL,'');
INSERT INTO "character" VALUES(2,'fpy6s5icontcdj3n',1,'tom','Tom 🚀 O''Neil','blue hat; "quoted"','',1795902521913,1795902524476,NULL,'real');
INSERT INTO "character" VALUES(3,'b6xohsraspzscr33',1,'林小雨','','','',1795902522570,1795902522570,NULL,'');
INSERT INTO "character" VALUES(4,'wkbsv6qjwceagtwg',2,'mia','','','',1795902523466,1795902523466,NULL,'');
INSERT INTO "character" VALUES(5,'6utxccxqt2zhhrbd',1,'old','','','',1795902523845,1795902530773,1795902530773,'');
INSERT INTO "character" VALUES(6,'mok4d7cnjm6yokwe',1,'sam','','','',1795902524046,1795902524549,NULL,'');
INSERT INTO "character" VALUES(7,'yinljuhrwnuev3wf',1,'zoe','','','',1795902528544,1795902528544,NULL,'');
INSERT INTO "character" VALUES(8,'glwqyg3ldn6svli6',1,'lost','','','',1795902529383,1795902531165,NULL,'');
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
INSERT INTO "character_text_data" VALUES(1374389534721,X'0000000D05306C6F737408020204');
INSERT INTO "character_text_data" VALUES(1511828488193,X'0000000B04306F6C64050104');
INSERT INTO "character_text_data" VALUES(1649267441665,X'0000000C05306C6F7374080104');
INSERT INTO "character_text_data" VALUES(1786706395137,X'0000000D05306C6F737408020204');
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
	undone_at INTEGER, 
	CONSTRAINT pk_entry PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "entry" VALUES(1,'charlib account add home --profile sandbox --base-url http://127.0.0.1:8747/async/sora/v1 --key-env HOME_KEY',1795902519243,NULL);
INSERT INTO "entry" VALUES(2,'charlib account add tutorial --profile sora-sync --base-url http://127.0.0.1:8747/sync/v1/sora --key-env HOME_KEY',1795902519562,NULL);
INSERT INTO "entry" VALUES(3,'charlib account use home',1795902519865,NULL);
INSERT INTO "entry" VALUES(4,'charlib create mia --url http://127.0.0.1:8747/files/mia.mp4 --window 5,8 --name ''Mia Wong'' --look ''a red coat, 红色围巾'' --tag hero --tag role:lead',1795902520738,NULL);
INSERT INTO "entry" VALUES(5,'charlib create tom --url http://127.0.0.1:8747/files/mia.mp4 --window 1.5,4 --account tutorial --tag hero --name ''Tom 🚀 O''"''"''Neil'' --look ''blue hat; "quoted"''',1795902521913,NULL);
INSERT INTO "entry" VALUES(6,'charlib create ''林小雨'' --url http://127.0.0.1:8747/files/mia.mp4 --window 0,3 --tag ''ไทย''',1795902522570,NULL);
INSERT INTO "entry" VALUES(7,'charlib project add noir --name Noir --notes ''second season''',1795902523389,NULL);
INSERT INTO "entry" VALUES(8,'charlib --project noir add mia --id char_noir --mention @mia.noir --account home --tag villain',1795902523466,NULL);
INSERT INTO "entry" VALUES(9,'charlib add old --id char_old --account tutorial --tag gone',1795902523845,NULL);
INSERT INTO "entry" VALUES(10,'charlib add same --id char_same --account home',1795902524046,NULL);
INSERT INTO "entry" VALUES(11,'charlib edit mia --notes ''left-handed
second line''',1795902524274,NULL);
INSERT INTO "entry" VALUES(12,'charlib edit tom --likeness real',1795902524476,NULL);
INSERT INTO "entry" VALUES(13,'charlib rename same sam',1795902524549,NULL);
INSERT INTO "entry" VALUES(14,'charlib source add http://127.0.0.1:8747/files/mia.mp4 --label clip',1795902524704,NULL);
INSERT INTO "entry" VALUES(15,'charlib source add /films/local.mp4 --label ''home video''',1795902524828,NULL);
INSERT INTO "entry" VALUES(16,'charlib tag under hero cast',1795902525050,NULL);
INSERT INTO "entry" VALUES(17,'charlib tag alias held hero',1795902525278,NULL);
INSERT INTO "entry" VALUES(18,'charlib search --save cast tag:hero',1795902525341,NULL);
INSERT INTO "entry" VALUES(19,'charlib generate ''@mia walks in the rain'' --param duration=2 --wait',1795902525627,NULL);
INSERT INTO "entry" VALUES(20,'charlib generate ''an empty street'' --account tutorial --param duration=2 --wait',1795902526445,NULL);
INSERT INTO "entry" VALUES(21,'charlib create zoe --task 1 --window 0,1.5',1795902528544,NULL);
INSERT INTO "entry" VALUES(22,'charlib create lost --url http://127.0.0.1:8747/files/nothing.mp4 --window 0,1.5',1795902529383,NULL);
INSERT INTO "entry" VALUES(23,'charlib rm old',1795902530773,NULL);
INSERT INTO "entry" VALUES(24,'charlib rm lost',1795902531017,1795902531165);
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
',1795902519243);
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
',1795902519562);
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
INSERT INTO "project" VALUES(1,'cd6985e3015b1169','default','','',1795902518880,1795902518880,6);
INSERT INTO "project" VALUES(2,'ipnimzdsyetyy6mo','noir','Noir','second season',1795902523389,1795902523389,1);
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
INSERT INTO "prompt" VALUES(1,'ndppekvbrza3a4ff',1,1,1,'@mia walks in the rain','@char_jd0mtc1zgnug walks in the rain','{}',1795902525627);
INSERT INTO "prompt" VALUES(2,'npliw4otxnw7oxgl',1,2,2,'an empty street','an empty street','{}',1795902526445);
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
INSERT INTO "saved_search" VALUES('cast','tag:hero',1795902525341);
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
INSERT INTO "source" VALUES(1,'kdxtpw42ev3p2wda','url','http://127.0.0.1:8747/files/mia.mp4','clip',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902520738,1795902524704);
INSERT INTO "source" VALUES(2,'imv6y76g5ccko76x','file','/films/local.mp4','home video',NULL,'bea733e97b88067d9e6a6b777f49878af5e322482f857acf9956c6bb19f654df',43904,12000,640,360,NULL,1795902524828,1795902524828);
INSERT INTO "source" VALUES(3,'hd2kafuaqpp6kk5j','task','task:video_00d044e8-8183-412a-afea-ab08851c007b',NULL,1,'f25118ddcf04de6794004da5fb4eccd2e508a82f57d40d464d806611c49b81b9',5119,2000,64,36,'/library/media/f2/f25118ddcf04de6794004da5fb4eccd2e508a82f57d40d464d806611c49b81b9.mp4',1795902526313,1795902526313);
INSERT INTO "source" VALUES(4,'k22xni3whsx3z37s','task','task:video_4f655db7b6bc41418a88258db062b873',NULL,2,'51aaeae654d0d30950b61bae2df04ce31ebaf0710d7f4dd67efa57f7f44edc80',4765,2000,64,36,'/library/media/51/51aaeae654d0d30950b61bae2df04ce31ebaf0710d7f4dd67efa57f7f44edc80.mp4',1795902528236,1795902528236);
INSERT INTO "source" VALUES(5,'uypyrvyjdag5hi37','url','http://127.0.0.1:8747/files/nothing.mp4',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902529383,1795902529383);
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
INSERT INTO "tag" VALUES(1,'47d8706fd6172b67','hero',1795902520738,2);
INSERT INTO "tag" VALUES(2,'b31cdf240d2211c8','role:lead',1795902520738,1);
INSERT INTO "tag" VALUES(3,'6105ab6156d77844','ไทย',1795902522570,1);
INSERT INTO "tag" VALUES(4,'7kjhep2dbx33ietb','villain',1795902523466,1);
INSERT INTO "tag" VALUES(5,'haydqlemb4tbfxtm','gone',1795902523845,0);
INSERT INTO "tag" VALUES(6,'cp52jm2sybzxtg7u','cast',1795902525050,0);
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
INSERT INTO "task" VALUES(1,'iqylm4zm5oinwzrb',1,'video_00d044e8-8183-412a-afea-ab08851c007b','done','@char_jd0mtc1zgnug walks in the rain','sora-2','{"method": "POST", "path": "/videos", "body": {"model": "sora-2", "duration": 2, "resolution": "1080p", "prompt": "@char_jd0mtc1zgnug walks in the rain"}, "encoding": "json"}','{"id":"video_00d044e8-8183-412a-afea-ab08851c007b","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/2pSS7KM-v1BIHr3JYUEcbxYiQXEsLJps.mp4"}','http://127.0.0.1:8747/outputs/2pSS7KM-v1BIHr3JYUEcbxYiQXEsLJps.mp4',NULL,NULL,NULL,NULL,1795902525627,1795902526313,1795902526267);
INSERT INTO "task" VALUES(2,'3enycho4nwkxpmkn',2,'video_4f655db7b6bc41418a88258db062b873','done','an empty street','sora-2.0-turbo','{"method": "POST", "path": "/generations", "body": {"model": "sora-2.0-turbo", "size": "1280x720", "duration": 2, "prompt": "an empty street"}, "encoding": "json"}','{"id":"video_4f655db7b6bc41418a88258db062b873","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/dS7oRfC_aJZu3DzIvjKvW0PjDSFLWiUJ.mp4"}','http://127.0.0.1:8747/outputs/dS7oRfC_aJZu3DzIvjKvW0PjDSFLWiUJ.mp4',NULL,NULL,NULL,NULL,1795902526445,1795902528236,1795902527933);
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
CREATE TABLE window (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	source_id INTEGER NOT NULL, 
	character_id INTEGER, 
	start_ms INTEGER NOT NULL, 
	end_ms INTEGER NOT NULL, 
	created_at INTEGER NOT NULL, 
	CONSTRAINT pk_window PRIMARY KEY (id), 
	CONSTRAINT ck_window_order CHECK (end_ms > start_ms), 
	CONSTRAINT ck_window_start CHECK (start_ms >= 0), 
	CONSTRAINT fk_window_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_window_source_id FOREIGN KEY(source_id) REFERENCES source (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_window_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "window" VALUES(1,'zjckl45e35bennzk',1,1,5000,8000,1795902520738);
INSERT INTO "window" VALUES(2,'i2eandynhxnyynqb',1,2,1500,4000,1795902521913);
INSERT INTO "window" VALUES(3,'hgvs5hqnkbrpuupz',1,3,0,3000,1795902522570);
INSERT INTO "window" VALUES(4,'zca2qnr2mt5z2bje',3,7,0,1500,1795902528544);
INSERT INTO "window" VALUES(5,'xj7a6metuk47e4xb',5,8,0,1500,1795902529383);
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
PRAGMA writable_schema=OFF;
COMMIT;
