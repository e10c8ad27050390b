BEGIN TRANSACTION;
CREATE TABLE account (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	name TEXT NOT NULL, 
	profile_id INTEGER NOT NULL, 
	base_url TEXT, 
	key_env TEXT, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, key_command TEXT, key_ring TEXT, allows_http INTEGER DEFAULT '0' NOT NULL, upload TEXT, budget TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT fk_account_profile_id FOREIGN KEY(profile_id) REFERENCES profile (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_account_name UNIQUE (name), 
	CONSTRAINT uq_account_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "account" VALUES(1,'mvnla63c56evk34y','home',1,'http://127.0.0.1:8747/async/sora/v1','KEY',1796026482960,1796026482960,NULL,NULL,0,NULL,'');
INSERT INTO "account" VALUES(2,'cb7wfoorkss6pnvv','kling',1,'http://127.0.0.1:8747/async/sora/v1','KEY',1796026482995,1796026482995,NULL,NULL,0,'{"command": "sh -c ''cp {file} /films/up-$(basename {name}); echo http://127.0.0.1:8747/files/up-$(basename {name})''"}','');
INSERT INTO "account" VALUES(3,'rxh2sd44aq3eknt4','tutorial',2,'http://127.0.0.1:8747/sync/v1/sora','KEY',1796026483036,1796026483036,NULL,NULL,0,NULL,'');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0009');
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
	updated_at INTEGER NOT NULL, sends INTEGER DEFAULT '0' NOT NULL, voice_id INTEGER, look_id INTEGER, cost_micros INTEGER, cost_unit TEXT DEFAULT '' NOT NULL, cost_is_estimate INTEGER DEFAULT '1' NOT NULL, counted_at INTEGER, earlier_calls INTEGER DEFAULT '0' NOT NULL, earlier_micros INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_binding PRIMARY KEY (id), 
	CONSTRAINT ck_binding_ready CHECK (state <> 'ready' OR remote_id IS NOT NULL), 
	CONSTRAINT ck_binding_state CHECK (state IN ('planned', 'sending', 'processing', 'ready', 'rejected', 'failed', 'unknown', 'expired', 'gone')), 
	CONSTRAINT fk_binding_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_binding_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_binding_window_id FOREIGN KEY(window_id) REFERENCES window (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_binding_uid UNIQUE (uid)
, CONSTRAINT fk_binding_voice_id FOREIGN KEY(voice_id) REFERENCES voice (id) ON DELETE RESTRICT, CONSTRAINT fk_binding_look_id FOREIGN KEY(look_id) REFERENCES look (id) ON DELETE RESTRICT)
 STRICT

;
INSERT INTO "binding" VALUES(1,'fmcgscltvgg7dput',1,1,1,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "5,8"}, "encoding": "json"}','task_e4e710b01a374f56a72c3874e744d225','char_xs8e9bn9k0t2','@char_xs8e9bn9k0t2',NULL,NULL,'{"task_id":"task_e4e710b01a374f56a72c3874e744d225","status":"completed","character_id":"char_xs8e9bn9k0t2"}',NULL,NULL,NULL,NULL,1796026483333,1796026483688,1,NULL,NULL,50000,'USD',1,1796026483489,0,0);
INSERT INTO "binding" VALUES(2,'mdyxvqqmwpcigfxt',2,3,2,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "1.5,4"}, "encoding": "json"}',NULL,'char_oqys0n4bywfe','@char_oqys0n4bywfe',NULL,NULL,'{"character_id":"char_oqys0n4bywfe"}',NULL,NULL,NULL,NULL,1796026483958,1796026483988,1,NULL,NULL,NULL,'',1,1796026483969,0,0);
INSERT INTO "binding" VALUES(3,'5ivcgt3udfq3mcas',3,1,3,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "0,3"}, "encoding": "json"}','task_b8303260afe24b5899b19bdf74fd25e0','char_lh57y24sc1wf','@char_lh57y24sc1wf',NULL,NULL,'{"task_id":"task_b8303260afe24b5899b19bdf74fd25e0","status":"completed","character_id":"char_lh57y24sc1wf"}',NULL,NULL,NULL,NULL,1796026484226,1796026484352,1,NULL,NULL,50000,'USD',1,1796026484234,0,0);
INSERT INTO "binding" VALUES(4,'cvbtcmmazlcxbg5s',4,1,NULL,'ready','added',NULL,NULL,'char_noir','@mia.noir',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796026484488,1796026484488,0,NULL,NULL,NULL,'',1,NULL,0,0);
INSERT INTO "binding" VALUES(5,'vle6ppj5vaivv43v',5,3,NULL,'ready','added',NULL,NULL,'char_old','@char_old',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796026484511,1796026484511,0,NULL,NULL,NULL,'',1,NULL,0,0);
INSERT INTO "binding" VALUES(6,'hc7wguq5ks6uhms2',6,1,NULL,'ready','added',NULL,NULL,'char_same','@char_same',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796026484528,1796026484528,0,NULL,NULL,NULL,'',1,NULL,0,0);
INSERT INTO "binding" VALUES(7,'h45zv7qbkjto34c2',7,1,4,'ready','task','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "from_task": "video_0357de17-32f7-4341-9e62-b999cd9d776f", "timestamps": "0,1.5"}, "encoding": "json"}','task_35a0e5aea4e64da3ab1d6f9f3021dfd2','char_rsow6bplue1z','@char_rsow6bplue1z',NULL,NULL,'{"task_id":"task_35a0e5aea4e64da3ab1d6f9f3021dfd2","status":"completed","character_id":"char_rsow6bplue1z"}',NULL,NULL,NULL,NULL,1796026486096,1796026486218,1,NULL,NULL,50000,'USD',1,1796026486102,0,0);
INSERT INTO "binding" VALUES(8,'uhztv4yvwgsbwp5t',8,2,5,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/up-90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4", "timestamps": "2,5"}, "encoding": "json"}','task_c66934776e62419491e9236cb04b847d','char_rx3cez3k8tj3','@char_rx3cez3k8tj3',NULL,NULL,'{"task_id":"task_c66934776e62419491e9236cb04b847d","status":"completed","character_id":"char_rx3cez3k8tj3"}',NULL,NULL,NULL,NULL,1796026486418,1796026486584,1,NULL,NULL,50000,'USD',1,1796026486433,0,0);
INSERT INTO "binding" VALUES(9,'vzrkksc3adwt23ze',6,1,NULL,'ready','added',NULL,NULL,'voice_sam',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796026486890,1796026486890,0,1,NULL,NULL,'',1,NULL,0,0);
INSERT INTO "binding" VALUES(10,'biapsi3kof7f6ofm',1,1,7,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "6,9"}, "encoding": "json"}','task_1d062262fb1845a3acd470895e549e77','char_j80yd7d05s91','@char_j80yd7d05s91',NULL,NULL,'{"task_id":"task_1d062262fb1845a3acd470895e549e77","status":"completed","character_id":"char_j80yd7d05s91"}',NULL,NULL,NULL,NULL,1796026486917,1796026487053,1,NULL,1,50000,'USD',1,1796026486926,0,0);
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
INSERT INTO "change" VALUES(1,1,'account','{"before": null, "after": {"id": 1, "uid": "mvnla63c56evk34y", "name": "home", "profile_id": 1, "base_url": "http://127.0.0.1:8747/async/sora/v1", "key_env": "KEY", "created_at": 1796026482960, "updated_at": 1796026482960, "key_command": null, "key_ring": null, "allows_http": 0, "upload": null, "budget": ""}}');
INSERT INTO "change" VALUES(2,2,'account','{"before": null, "after": {"id": 2, "uid": "cb7wfoorkss6pnvv", "name": "kling", "profile_id": 1, "base_url": "http://127.0.0.1:8747/async/sora/v1", "key_env": "KEY", "created_at": 1796026482995, "updated_at": 1796026482995, "key_command": null, "key_ring": null, "allows_http": 0, "upload": "{\"command\": \"sh -c ''cp {file} /films/up-$(basename {name}); echo http://127.0.0.1:8747/files/up-$(basename {name})''\"}", "budget": ""}}');
INSERT INTO "change" VALUES(3,3,'account','{"before": null, "after": {"id": 3, "uid": "rxh2sd44aq3eknt4", "name": "tutorial", "profile_id": 2, "base_url": "http://127.0.0.1:8747/sync/v1/sora", "key_env": "KEY", "created_at": 1796026483036, "updated_at": 1796026483036, "key_command": null, "key_ring": null, "allows_http": 0, "upload": null, "budget": ""}}');
INSERT INTO "change" VALUES(4,4,'setting','{"key": "account", "before": null, "after": "home"}');
INSERT INTO "change" VALUES(5,5,'tag','{"before": null, "after": [1, "2hc6v76uvyvqq3fl", "hero", 1796026483333]}');
INSERT INTO "change" VALUES(6,5,'tag','{"before": null, "after": [2, "jicjimf3lvjcsvt5", "role:lead", 1796026483333]}');
INSERT INTO "change" VALUES(7,5,'added','{"ids": [[1, 1]]}');
INSERT INTO "change" VALUES(8,5,'source','{"before": null, "after": {"id": 1, "uid": "nzus2xrjwqd6gsgg", "kind": "url", "ref": "http://127.0.0.1:8747/files/mia.mp4", "label": null, "task_id": null, "sha256": null, "bytes": null, "duration_ms": null, "width": null, "height": null, "media_path": null, "created_at": 1796026483333, "updated_at": 1796026483333}}');
INSERT INTO "change" VALUES(9,5,'made','{"table": "window", "ids": [[1, 1]]}');
INSERT INTO "change" VALUES(10,5,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(11,6,'added','{"ids": [[2, 2]]}');
INSERT INTO "change" VALUES(12,6,'made','{"table": "window", "ids": [[2, 2]]}');
INSERT INTO "change" VALUES(13,6,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(14,7,'tag','{"before": null, "after": [3, "xv3j5hqrf77uop5w", "ไทย", 1796026484226]}');
INSERT INTO "change" VALUES(15,7,'added','{"ids": [[3, 3]]}');
INSERT INTO "change" VALUES(16,7,'made','{"table": "window", "ids": [[3, 3]]}');
INSERT INTO "change" VALUES(17,7,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(18,8,'project','{"before": null, "after": {"id": 2, "uid": "a76fd4t6lilsuivc", "slug": "noir", "name": "Noir", "notes": "second season", "created_at": 1796026484466, "updated_at": 1796026484466, "n": 0, "episode": null}}');
INSERT INTO "change" VALUES(19,9,'tag','{"before": null, "after": [4, "etxtghbxyn2ap27y", "villain", 1796026484488]}');
INSERT INTO "change" VALUES(20,9,'added','{"ids": [[4, 4]]}');
INSERT INTO "change" VALUES(21,9,'made','{"table": "binding", "ids": [[4, 4]]}');
INSERT INTO "change" VALUES(22,10,'tag','{"before": null, "after": [5, "fzyjn3yjiupzuqfn", "gone", 1796026484511]}');
INSERT INTO "change" VALUES(23,10,'added','{"ids": [[5, 5]]}');
INSERT INTO "change" VALUES(24,10,'made','{"table": "binding", "ids": [[5, 5]]}');
INSERT INTO "change" VALUES(25,11,'added','{"ids": [[6, 6]]}');
INSERT INTO "change" VALUES(26,11,'made','{"table": "binding", "ids": [[6, 6]]}');
INSERT INTO "change" VALUES(27,12,'edited','{"columns": ["notes"], "before": [[[[1, 1]], [""]]], "after": [[[[1, 1]], ["left-handed\nsecond line"]]]}');
INSERT INTO "change" VALUES(28,13,'edited','{"columns": ["likeness", "consent"], "before": [[[[2, 2]], ["", ""]]], "after": [[[[2, 2]], ["real", "signed 2026-10-01, in the safe"]]]}');
INSERT INTO "change" VALUES(29,14,'edited','{"columns": ["handle"], "before": [[[[6, 6]], ["same"]]], "after": [[[[6, 6]], ["sam"]]]}');
INSERT INTO "change" VALUES(30,14,'other handle','{"before": null, "after": {"id": 1, "project_id": 1, "handle": "same", "character_id": 6, "created_at": 1796026484572}}');
INSERT INTO "change" VALUES(31,15,'about source','{"id": 1, "before": {"label": null}, "after": {"label": "clip"}}');
INSERT INTO "change" VALUES(32,16,'source','{"before": null, "after": {"id": 2, "uid": "zix7o3mc3ih7cyod", "kind": "file", "ref": "/films/local.mp4", "label": "home video", "task_id": null, "sha256": "c179c2d6c64d41a2939f4444a9b802fb9bc73f6ceb3d7b542d85a7554d3a4915", "bytes": 57100, "duration_ms": 12000, "width": 640, "height": 360, "media_path": null, "created_at": 1796026484610, "updated_at": 1796026484610}}');
INSERT INTO "change" VALUES(33,17,'tag','{"before": null, "after": [6, "3sm65eag3gcdblv5", "cast", 1796026484633]}');
INSERT INTO "change" VALUES(34,17,'parent','{"tag": 1, "parent": 6, "before": false, "after": true}');
INSERT INTO "change" VALUES(35,18,'alias','{"name": "held", "before": null, "after": 1}');
INSERT INTO "change" VALUES(36,19,'search','{"name": "cast", "before": null, "after": "tag:hero"}');
INSERT INTO "change" VALUES(37,20,'fact','{"what": "task"}');
INSERT INTO "change" VALUES(38,21,'fact','{"what": "task"}');
INSERT INTO "change" VALUES(39,22,'added','{"ids": [[7, 7]]}');
INSERT INTO "change" VALUES(40,22,'made','{"table": "window", "ids": [[4, 4]]}');
INSERT INTO "change" VALUES(41,22,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(42,23,'added','{"ids": [[8, 8]]}');
INSERT INTO "change" VALUES(43,23,'made','{"table": "window", "ids": [[5, 5]]}');
INSERT INTO "change" VALUES(44,23,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(45,24,'made','{"table": "window", "ids": [[6, 6]]}');
INSERT INTO "change" VALUES(46,25,'voice','{"id": 6, "before": null, "after": 1}');
INSERT INTO "change" VALUES(47,26,'made','{"table": "binding", "ids": [[9, 9]]}');
INSERT INTO "change" VALUES(48,27,'look','{"id": 1, "character": 1, "before": {"deleted_at": 1796026486917}, "after": {"deleted_at": null}}');
INSERT INTO "change" VALUES(49,27,'made','{"table": "window", "ids": [[7, 7]]}');
INSERT INTO "change" VALUES(50,27,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(51,28,'look','{"id": 2, "character": 1, "before": {"deleted_at": 1796026487195}, "after": {"deleted_at": null}}');
INSERT INTO "change" VALUES(52,29,'look','{"id": 3, "character": 2, "before": {"deleted_at": 1796026487226}, "after": {"deleted_at": null}}');
INSERT INTO "change" VALUES(53,30,'look','{"id": 2, "character": 1, "before": {"deleted_at": null}, "after": {"deleted_at": 1796026487252}}');
INSERT INTO "change" VALUES(54,31,'fact','{"what": "task"}');
INSERT INTO "change" VALUES(55,32,'takes','{"before": {"3": {"rating": null}}, "after": {"3": {"rating": 4}}}');
INSERT INTO "change" VALUES(56,33,'removed','{"ids": [[5, 5]]}');
INSERT INTO "change" VALUES(57,34,'removed','{"ids": [[7, 7]]}');
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
	deleted_at INTEGER, likeness TEXT DEFAULT '' NOT NULL CONSTRAINT ck_character_likeness CHECK (likeness IN ('', 'real', 'fictional', 'none')), consent TEXT DEFAULT '' NOT NULL, name_key TEXT DEFAULT '' NOT NULL, used INTEGER DEFAULT '0' NOT NULL, looks TEXT DEFAULT '' NOT NULL, look_names TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_character PRIMARY KEY (id), 
	CONSTRAINT fk_character_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_character_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "character" VALUES(1,'n7qqpanuqokzs2a5',1,'mia','Mia Wong','a red coat, 红色围巾','left-handed
second line',1796026483333,1796026487252,NULL,'','','mia wong',2,'a white coat','uniform');
INSERT INTO "character" VALUES(2,'rqznnyooz5mnvtu5',1,'tom','Tom 🚀 O''Neil','blue hat; "quoted"','',1796026483958,1796026487226,NULL,'real','signed 2026-10-01, in the safe','tom 🚀 o''neil',0,'a fur hat','winter');
INSERT INTO "character" VALUES(3,'ttu4h4qzft4fgaa3',1,'林小雨','','','',1796026484226,1796026484226,NULL,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(4,'qpvp4jmc6sg2fvdd',2,'mia','','','',1796026484488,1796026484488,NULL,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(5,'pbln6emobq5elqt7',1,'old','','','',1796026484511,1796026488454,1796026488454,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(6,'c62iou7m37kex7j7',1,'sam','','','',1796026484528,1796026486828,NULL,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(7,'5hnfdgleqrbxpwr5',1,'zoe','','','',1796026486096,1796026488487,NULL,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(8,'mq3xfh6bc4tsntzl',1,'kim','','','',1796026486418,1796026486418,NULL,'','','􏿿',0,'','');
CREATE TABLE character_alias (
	id INTEGER NOT NULL, 
	project_id INTEGER NOT NULL, 
	handle TEXT NOT NULL, 
	character_id INTEGER NOT NULL, 
	created_at INTEGER NOT NULL, 
	CONSTRAINT pk_character_alias PRIMARY KEY (id), 
	CONSTRAINT fk_character_alias_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_character_alias_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE RESTRICT
)
 STRICT

;
INSERT INTO "character_alias" VALUES(1,1,'same',6,1796026484572);
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
INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table','character_text','character_text',0,'CREATE VIRTUAL TABLE character_text USING fts5(handle, name, look, notes, looks, look_names, content='''', tokenize=''ascii'')');
CREATE TABLE 'character_text_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO "character_text_config" VALUES('hashsize',33554432);
INSERT INTO "character_text_config" VALUES('version',4);
CREATE TABLE 'character_text_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO "character_text_data" VALUES(1,X'0709080B040602');
INSERT INTO "character_text_data" VALUES(10,X'0000000502021100021101010101010000');
INSERT INTO "character_text_data" VALUES(137438953473,X'0000000C04307A6F6507020204');
INSERT INTO "character_text_data" VALUES(2336462209025,X'0000014B023061010C01020201040201060104020104626C756502060102020104636F6174010C01020401040401036675720206010403010668616E6465640106010303030174020C01020301040401036B696D08020201046C65667401060103020203696E65010601030501036D696101080201010203020201046E65696C020601010701016F0206010106010671756F746564020601020401037265640106010203010373616D060202020565636F6E6401060103040103746F6D0208020101020107756E69666F726D01060105020105776869746501060104030205696E746572020601050202036F6E6701060101030102C2B701060102050108010103040103E59BB401060102080202B08F0302030202B7BE01060102090103E69E970302020103E7BAA201060102060103E889B201060102070103E99BA80302040104F09F9A80020601010404100B0E0A0D0B080B0A0E0B080D0A080C0B0E0C0C0A0F0A0709080A0A08');
CREATE TABLE 'character_text_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO "character_text_docsize" VALUES(1,X'010208040301');
INSERT INTO "character_text_docsize" VALUES(2,X'010603000301');
INSERT INTO "character_text_docsize" VALUES(3,X'030000000000');
INSERT INTO "character_text_docsize" VALUES(4,X'010000000000');
INSERT INTO "character_text_docsize" VALUES(6,X'010000000000');
INSERT INTO "character_text_docsize" VALUES(7,X'010000000000');
INSERT INTO "character_text_docsize" VALUES(8,X'010000000000');
CREATE TABLE 'character_text_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO "character_text_idx" VALUES(1,X'',2);
INSERT INTO "character_text_idx" VALUES(17,X'',2);
CREATE TABLE entry (
	id INTEGER NOT NULL, 
	command TEXT NOT NULL, 
	at INTEGER NOT NULL, 
	undone_at INTEGER, bytes INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_entry PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "entry" VALUES(1,'charlib --home /library account add home --profile sandbox --base-url http://127.0.0.1:8747/async/sora/v1 --key-env KEY',1796026482960,NULL,311);
INSERT INTO "entry" VALUES(2,'charlib --home /library account add kling --profile sandbox --base-url http://127.0.0.1:8747/async/sora/v1 --key-env KEY --upload-command ''sh -c ''"''"''cp {file} /films/up-$(basename {name}); echo http://127.0.0.1:8747/files/up-$(basename {name})''"''"''''',1796026482995,NULL,448);
INSERT INTO "entry" VALUES(3,'charlib --home /library account add tutorial --profile sora-sync --base-url http://127.0.0.1:8747/sync/v1/sora --key-env KEY',1796026483036,NULL,314);
INSERT INTO "entry" VALUES(4,'charlib --home /library account use home',1796026483057,NULL,51);
INSERT INTO "entry" VALUES(5,'charlib --home /library create mia --url http://127.0.0.1:8747/files/mia.mp4 --window 5,8 --name ''Mia Wong'' --look ''a red coat, 红色围巾'' --tag hero --tag role:lead',1796026483333,NULL,541);
INSERT INTO "entry" VALUES(6,'charlib --home /library create tom --url http://127.0.0.1:8747/files/mia.mp4 --window 1.5,4 --account tutorial --name ''Tom 🚀 O''"''"''Neil'' --look ''blue hat; "quoted"'' --tag hero',1796026483958,NULL,72);
INSERT INTO "entry" VALUES(7,'charlib --home /library create ''林小雨'' --url http://127.0.0.1:8747/files/mia.mp4 --window 0,3 --tag ''ไทย''',1796026484226,NULL,144);
INSERT INTO "entry" VALUES(8,'charlib --home /library project add noir --name Noir --notes ''second season''',1796026484466,NULL,204);
INSERT INTO "entry" VALUES(9,'charlib --home /library --project noir add mia --id char_noir --mention @mia.noir --tag villain',1796026484488,NULL,130);
INSERT INTO "entry" VALUES(10,'charlib --home /library add old --id char_old --account tutorial --tag gone',1796026484511,NULL,127);
INSERT INTO "entry" VALUES(11,'charlib --home /library add same --id char_same',1796026484528,NULL,54);
INSERT INTO "entry" VALUES(12,'charlib --home /library edit mia --notes ''left-handed
second line''',1796026484550,NULL,105);
INSERT INTO "entry" VALUES(13,'charlib --home /library edit tom --likeness real --consent ''signed 2026-10-01, in the safe''',1796026484556,NULL,137);
INSERT INTO "entry" VALUES(14,'charlib --home /library rename same sam',1796026484572,NULL,208);
INSERT INTO "entry" VALUES(15,'charlib --home /library source add http://127.0.0.1:8747/files/mia.mp4 --label clip',1796026484590,NULL,64);
INSERT INTO "entry" VALUES(16,'charlib --home /library source add /films/local.mp4 --label ''home video''',1796026484610,NULL,385);
INSERT INTO "entry" VALUES(17,'charlib --home /library tag nest hero cast',1796026484633,NULL,128);
INSERT INTO "entry" VALUES(18,'charlib --home /library tag alias held hero',1796026484643,NULL,44);
INSERT INTO "entry" VALUES(19,'charlib --home /library search --save cast tag:hero',1796026484690,NULL,53);
INSERT INTO "entry" VALUES(20,'charlib --home /library generate ''@mia walks in the rain'' --param duration=2 --wait',1796026484806,NULL,16);
INSERT INTO "entry" VALUES(21,'charlib --home /library generate ''an empty street'' --account tutorial --param duration=2 --wait',1796026484986,NULL,16);
INSERT INTO "entry" VALUES(22,'charlib --home /library create zoe --task 1 --window 0,1.5',1796026486096,NULL,72);
INSERT INTO "entry" VALUES(23,'charlib --home /library create kim --account kling --source /films/local.mp4 --window 2,5',1796026486418,NULL,72);
INSERT INTO "entry" VALUES(24,'charlib --home /library keep sam --source /films/local.mp4 --window 2,5',1796026486770,NULL,36);
INSERT INTO "entry" VALUES(25,'charlib --home /library voice add sam --file /films/sam.wav',1796026486828,NULL,37);
INSERT INTO "entry" VALUES(26,'charlib --home /library voice add sam --id voice_sam',1796026486890,NULL,37);
INSERT INTO "entry" VALUES(27,'charlib --home /library look add mia uniform --description ''a white coat'' --episodes 4-12 --url http://127.0.0.1:8747/files/mia.mp4 --window 6,9',1796026486917,NULL,152);
INSERT INTO "entry" VALUES(28,'charlib --home /library look add mia wet --description ''脱下外套''',1796026487195,NULL,97);
INSERT INTO "entry" VALUES(29,'charlib --home /library look add tom winter --description ''a fur hat''',1796026487226,NULL,97);
INSERT INTO "entry" VALUES(30,'charlib --home /library look rm mia wet',1796026487252,NULL,97);
INSERT INTO "entry" VALUES(31,'charlib --home /library generate ''@mia+uniform salutes'' --episode 5 --scene 3a --param duration=2 --wait',1796026487274,NULL,16);
INSERT INTO "entry" VALUES(32,'charlib --home /library take rate 3 4',1796026487470,NULL,66);
INSERT INTO "entry" VALUES(33,'charlib --home /library rm old',1796026488454,NULL,17);
INSERT INTO "entry" VALUES(34,'charlib --home /library rm zoe',1796026488467,1796026488487,17);
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
INSERT INTO "kept" VALUES(7,'clip',0,32,3000);
INSERT INTO "kept" VALUES(7,'frontal',0,33,NULL);
INSERT INTO "kept" VALUES(7,'still',0,5,NULL);
INSERT INTO "kept" VALUES(7,'still',1,2,NULL);
INSERT INTO "kept" VALUES(7,'still',2,6,NULL);
INSERT INTO "kept" VALUES(7,'still',3,7,NULL);
INSERT INTO "kept" VALUES(7,'still',4,34,NULL);
CREATE TABLE likeness_check (
	id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	character_id INTEGER NOT NULL, 
	look_id INTEGER, 
	verdict TEXT NOT NULL, 
	score REAL, 
	at_ms INTEGER, 
	lowest REAL, 
	lowest_ms INTEGER, 
	created_at INTEGER NOT NULL, why TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_likeness_check PRIMARY KEY (id), 
	CONSTRAINT ck_likeness_check_verdict CHECK (verdict IN ('same', 'unsure', 'another', 'cannot-tell')), 
	CONSTRAINT fk_likeness_check_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE CASCADE, 
	CONSTRAINT fk_likeness_check_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_likeness_check_look_id FOREIGN KEY(look_id) REFERENCES look (id) ON DELETE RESTRICT
)
 STRICT

;
INSERT INTO "likeness_check" VALUES(1,3,1,1,'cannot-tell',NULL,NULL,NULL,NULL,1796026488436,'none of its kept stills shows a clear face');
CREATE TABLE look (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	character_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	description TEXT DEFAULT '' NOT NULL, 
	episodes TEXT DEFAULT '' NOT NULL, 
	deleted_at INTEGER, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	CONSTRAINT pk_look PRIMARY KEY (id), 
	CONSTRAINT fk_look_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_look_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "look" VALUES(1,'3g3luprx7onaooge',1,'uniform','a white coat','4-12',NULL,1796026486917,1796026486917);
INSERT INTO "look" VALUES(2,'7uk5esrgd55wiuo2',1,'wet','脱下外套','',1796026487252,1796026487195,1796026487252);
INSERT INTO "look" VALUES(3,'dl3ng6pjqtgiskwe',2,'winter','a fur hat','',NULL,1796026487226,1796026487226);
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
INSERT INTO "medium" VALUES(1,'kept/90/90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4','90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152','video/mp4',55957,640,360,10791,1796026483921);
INSERT INTO "medium" VALUES(2,'kept/8f/8ff51f81228fc90fc9e734c3e493297b173c7b85619f0db7d2c26951f06c1ce9.jpg','8ff51f81228fc90fc9e734c3e493297b173c7b85619f0db7d2c26951f06c1ce9','image/jpeg',12989,640,360,NULL,1796026483921);
INSERT INTO "medium" VALUES(3,'kept/cd/cdca59e2ee5b7ed5f00724d4e3ccceb25ea80f1a64fef652e54dbaea086cf604.jpg','cdca59e2ee5b7ed5f00724d4e3ccceb25ea80f1a64fef652e54dbaea086cf604','image/jpeg',13241,640,360,NULL,1796026483921);
INSERT INTO "medium" VALUES(4,'kept/98/981509772a0c628370614ee17ec68b209f41b3751cdca41d476a5e059f5db0bd.jpg','981509772a0c628370614ee17ec68b209f41b3751cdca41d476a5e059f5db0bd','image/jpeg',13399,640,360,NULL,1796026483921);
INSERT INTO "medium" VALUES(5,'kept/e7/e7ef6ca2322d08359217fa50065467018f23b0e7510c51438705d7b0cfcf7cdb.jpg','e7ef6ca2322d08359217fa50065467018f23b0e7510c51438705d7b0cfcf7cdb','image/jpeg',13335,640,360,NULL,1796026483921);
INSERT INTO "medium" VALUES(6,'kept/91/916b718880226af5cb8c42f593eeea5322921d816b5814f26fa2723d76d27be5.jpg','916b718880226af5cb8c42f593eeea5322921d816b5814f26fa2723d76d27be5','image/jpeg',12264,640,360,NULL,1796026483921);
INSERT INTO "medium" VALUES(7,'kept/ea/ea37fcaedfe3ac54c872c4c274eab234df3626885a20a31da3c460a1a41eb9d1.jpg','ea37fcaedfe3ac54c872c4c274eab234df3626885a20a31da3c460a1a41eb9d1','image/jpeg',12955,640,360,NULL,1796026483921);
INSERT INTO "medium" VALUES(8,'kept/6d/6de20d95c65f4c37152e57d3a398810c3e0fded64a6d05cedefc7888b30c5664.jpg','6de20d95c65f4c37152e57d3a398810c3e0fded64a6d05cedefc7888b30c5664','image/jpeg',3509,640,360,NULL,1796026484203);
INSERT INTO "medium" VALUES(9,'kept/94/94cd9eda35e04f3a0dfffad9e0a64ff082cfe0fa07c627de2fc815d39072b774.jpg','94cd9eda35e04f3a0dfffad9e0a64ff082cfe0fa07c627de2fc815d39072b774','image/jpeg',3173,640,360,NULL,1796026484203);
INSERT INTO "medium" VALUES(10,'kept/0d/0d04f95106a0fcc8e40ed0e86e5abea5a314b4e51ffa21bf7b3a5756316e1e57.jpg','0d04f95106a0fcc8e40ed0e86e5abea5a314b4e51ffa21bf7b3a5756316e1e57','image/jpeg',3430,640,360,NULL,1796026484203);
INSERT INTO "medium" VALUES(11,'kept/61/6107a389e6eb171cc3dcddc1d90f325ad9d9aede53e5735675ecfb650218ffa3.jpg','6107a389e6eb171cc3dcddc1d90f325ad9d9aede53e5735675ecfb650218ffa3','image/jpeg',3545,640,360,NULL,1796026484203);
INSERT INTO "medium" VALUES(12,'kept/87/87fdd0b86c430ca4e9a8bab2f02853ab4d501d26572f07f6f9f732163bd1b35b.jpg','87fdd0b86c430ca4e9a8bab2f02853ab4d501d26572f07f6f9f732163bd1b35b','image/jpeg',17367,640,360,NULL,1796026484203);
INSERT INTO "medium" VALUES(13,'kept/dd/dd01aa4c05b9262297ec691833a2fb2334e7eb08de831e168a80ef3e6ff3f6f0.jpg','dd01aa4c05b9262297ec691833a2fb2334e7eb08de831e168a80ef3e6ff3f6f0','image/jpeg',17631,640,360,NULL,1796026484203);
INSERT INTO "medium" VALUES(14,'kept/45/45c4eaab105e9d3c9e47f6e58eb71b0b0ce86aad1af5b1b59f271b38740dbb34.jpg','45c4eaab105e9d3c9e47f6e58eb71b0b0ce86aad1af5b1b59f271b38740dbb34','image/jpeg',3339,640,360,NULL,1796026484442);
INSERT INTO "medium" VALUES(15,'kept/9d/9de2db7e6bb39f89f99a7682a2ac006730f6d9cfdb0583b2d8008658c25ecb87.jpg','9de2db7e6bb39f89f99a7682a2ac006730f6d9cfdb0583b2d8008658c25ecb87','image/jpeg',2919,640,360,NULL,1796026484442);
INSERT INTO "medium" VALUES(16,'kept/4a/4a32d47a297a8a72ce59976ba823351e47c59ebe5318746006c0152c674b0a4e.jpg','4a32d47a297a8a72ce59976ba823351e47c59ebe5318746006c0152c674b0a4e','image/jpeg',3068,640,360,NULL,1796026484442);
INSERT INTO "medium" VALUES(17,'kept/51/512805606cc6e69c72b2b6acb4735518ed2817ac80ea036b19a926572011a858.jpg','512805606cc6e69c72b2b6acb4735518ed2817ac80ea036b19a926572011a858','image/jpeg',3208,640,360,NULL,1796026484442);
INSERT INTO "medium" VALUES(18,'kept/7d/7dccbabfc0662e4f4ae287b445952cab5cda4b7415a6f0eb378487ef19383f20.jpg','7dccbabfc0662e4f4ae287b445952cab5cda4b7415a6f0eb378487ef19383f20','image/jpeg',3474,640,360,NULL,1796026484442);
INSERT INTO "medium" VALUES(19,'kept/b4/b4f15cfdfaf1f2d607acc85fb571eb0001bb14b667be05646a9a84106a2fc9e5.jpg','b4f15cfdfaf1f2d607acc85fb571eb0001bb14b667be05646a9a84106a2fc9e5','image/jpeg',3605,640,360,NULL,1796026484442);
INSERT INTO "medium" VALUES(20,'kept/9e/9e5de54e3343e045cbfe6386edd0be24100415ff384684f1f32e1fa4d38a3c60.mp4','9e5de54e3343e045cbfe6386edd0be24100415ff384684f1f32e1fa4d38a3c60','video/mp4',6447,64,36,2000,1796026486255);
INSERT INTO "medium" VALUES(21,'kept/7c/7c97bd5ed73a1483fe689806338c2da2ac9a86083312dc6938fb513a182b31cf.jpg','7c97bd5ed73a1483fe689806338c2da2ac9a86083312dc6938fb513a182b31cf','image/jpeg',1447,64,36,NULL,1796026486255);
INSERT INTO "medium" VALUES(22,'kept/a4/a4000a929a9dcfee51c10060571ca8d09da1d6bc11dfbb3b8bbfdfe9a69251c6.jpg','a4000a929a9dcfee51c10060571ca8d09da1d6bc11dfbb3b8bbfdfe9a69251c6','image/jpeg',1311,64,36,NULL,1796026486255);
INSERT INTO "medium" VALUES(23,'kept/47/47d1f6bf2c19220e762ec986da98922bab8e61ffa87b4252c741a935a6d04573.jpg','47d1f6bf2c19220e762ec986da98922bab8e61ffa87b4252c741a935a6d04573','image/jpeg',1310,64,36,NULL,1796026486255);
INSERT INTO "medium" VALUES(24,'kept/8c/8c8f8ccf020fa01420f409723b2024cd1157817a37fa798708909f03565f91ad.jpg','8c8f8ccf020fa01420f409723b2024cd1157817a37fa798708909f03565f91ad','image/jpeg',1550,64,36,NULL,1796026486255);
INSERT INTO "medium" VALUES(25,'kept/79/79860b1c1adfc9a4c79cea86310147ea99ba32aa326e6d3a13104dd4cda62442.jpg','79860b1c1adfc9a4c79cea86310147ea99ba32aa326e6d3a13104dd4cda62442','image/jpeg',1449,64,36,NULL,1796026486255);
INSERT INTO "medium" VALUES(26,'kept/c2/c215b71efafcb538dba567e4fe63ff666413cf50296b207bc80039eb36d6c11a.jpg','c215b71efafcb538dba567e4fe63ff666413cf50296b207bc80039eb36d6c11a','image/jpeg',1447,64,36,NULL,1796026486255);
INSERT INTO "medium" VALUES(27,'kept/bd/bd762ca294a4df9e9ffae381105791c55955f1fe2942d06851e72363f3641ef4.jpg','bd762ca294a4df9e9ffae381105791c55955f1fe2942d06851e72363f3641ef4','image/jpeg',17811,640,360,NULL,1796026486418);
INSERT INTO "medium" VALUES(28,'kept/2f/2fa4fc41b1a75597e33e461ba6507e6556b9e63248e8d57b5497b2772a825ca5.jpg','2fa4fc41b1a75597e33e461ba6507e6556b9e63248e8d57b5497b2772a825ca5','image/jpeg',17041,640,360,NULL,1796026486418);
INSERT INTO "medium" VALUES(29,'kept/ac/ac08257769928fa0991e891fbd9cc48e9cb1196b2ffc016961fa5fde50d26a14.jpg','ac08257769928fa0991e891fbd9cc48e9cb1196b2ffc016961fa5fde50d26a14','image/jpeg',17358,640,360,NULL,1796026486418);
INSERT INTO "medium" VALUES(30,'kept/93/933c73e0d88eb67d428f7bda19f2a21f2a146b6a0302545de752cd293d7b250b.jpg','933c73e0d88eb67d428f7bda19f2a21f2a146b6a0302545de752cd293d7b250b','image/jpeg',17411,640,360,NULL,1796026486418);
INSERT INTO "medium" VALUES(31,'kept/67/67e538eb386baf9a09cd7f1e32febf4b8499bd1af5cef530282cc55a0470a41b.wav','67e538eb386baf9a09cd7f1e32febf4b8499bd1af5cef530282cc55a0470a41b','audio/wav',96044,NULL,NULL,6000,1796026486828);
INSERT INTO "medium" VALUES(32,'kept/ac/ac50b9c40a893fbea5fbc396522b1d71a647069d47b5550aa78a9fc8a6c26f99.mp4','ac50b9c40a893fbea5fbc396522b1d71a647069d47b5550aa78a9fc8a6c26f99','video/mp4',53588,640,360,9000,1796026487159);
INSERT INTO "medium" VALUES(33,'kept/bd/bdf7a38d768280568bfec2a797c44e92d16b22006ddc4cae77669150aff7eecf.jpg','bdf7a38d768280568bfec2a797c44e92d16b22006ddc4cae77669150aff7eecf','image/jpeg',13009,640,360,NULL,1796026487159);
INSERT INTO "medium" VALUES(34,'kept/21/214ef2ec60d53f66bad98195c5b353a5d3724fa9ac378e27a98289beefa44608.jpg','214ef2ec60d53f66bad98195c5b353a5d3724fa9ac378e27a98289beefa44608','image/jpeg',13100,640,360,NULL,1796026487159);
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

# Play money, so that costs and budgets can be tried: the simulator charges nothing.
[[prices]]
of = "film"
per = "second"
amount = 0.1
unit = "USD"

[[prices]]
of = "character"
per = "call"
amount = 0.05
unit = "USD"
',1796026482995);
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
',1796026483036);
CREATE TABLE project (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	notes TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, n INTEGER DEFAULT '0' NOT NULL, episode INTEGER, 
	CONSTRAINT pk_project PRIMARY KEY (id), 
	CONSTRAINT uq_project_slug UNIQUE (slug), 
	CONSTRAINT uq_project_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "project" VALUES(1,'dede2891dce3517f','default','','',1796026482776,1796026482776,6,NULL);
INSERT INTO "project" VALUES(2,'a76fd4t6lilsuivc','noir','Noir','second season',1796026484466,1796026484466,1,NULL);
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
INSERT INTO "prompt" VALUES(1,'vlw7pkuolr5hoy7a',1,1,1,'@mia walks in the rain','@char_xs8e9bn9k0t2 walks in the rain','{}',1796026484806);
INSERT INTO "prompt" VALUES(2,'ufv5y47tu4664ow2',1,3,2,'an empty street','an empty street','{}',1796026484986);
INSERT INTO "prompt" VALUES(3,'odje7nrjpzfungjk',1,1,3,'@mia+uniform salutes','@char_j80yd7d05s91 salutes','{}',1796026487274);
CREATE TABLE "prompt_character" (
	prompt_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	character_id INTEGER NOT NULL, 
	binding_id INTEGER, look_id INTEGER, 
	CONSTRAINT pk_prompt_character PRIMARY KEY (prompt_id, position), 
	CONSTRAINT fk_prompt_character_binding_id FOREIGN KEY(binding_id) REFERENCES binding (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_prompt_character_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_prompt_character_prompt_id FOREIGN KEY(prompt_id) REFERENCES prompt (id) ON DELETE CASCADE
, CONSTRAINT fk_prompt_character_look_id FOREIGN KEY(look_id) REFERENCES look (id) ON DELETE RESTRICT)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "prompt_character" VALUES(1,0,1,1,NULL);
INSERT INTO "prompt_character" VALUES(3,0,1,10,1);
CREATE TABLE saved_search (
	name TEXT NOT NULL, 
	"query" TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	CONSTRAINT pk_saved_search PRIMARY KEY (name)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "saved_search" VALUES('cast','tag:hero',1796026484690);
CREATE TABLE setting (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY ("key")
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "setting" VALUES('account','home');
INSERT INTO "setting" VALUES('epoch','5y4kxwjhq3dzu2h4');
INSERT INTO "setting" VALUES('sent_log','wr5llslkv2vivjld 9');
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
INSERT INTO "source" VALUES(1,'nzus2xrjwqd6gsgg','url','http://127.0.0.1:8747/files/mia.mp4','clip',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796026483333,1796026484590);
INSERT INTO "source" VALUES(2,'zix7o3mc3ih7cyod','file','/films/local.mp4','home video',NULL,'c179c2d6c64d41a2939f4444a9b802fb9bc73f6ceb3d7b542d85a7554d3a4915',57100,12000,640,360,NULL,1796026484610,1796026484610);
INSERT INTO "source" VALUES(3,'czwhvqyt67aq3twb','task','task:video_0357de17-32f7-4341-9e62-b999cd9d776f',NULL,1,'748260737cdf1fc7c032a1bb9b2619d13dabaadffc0d6cfc6f3309a5bae087b5',6416,2000,64,36,'/library/media/films/2026-11-30_mia-walks-in-the-rain_74826073.mp4',1796026484969,1796026484969);
INSERT INTO "source" VALUES(4,'s4rarik6hnxqrtlm','task','task:video_f17c23e4515144a392bba3257467798a',NULL,2,'718d04ffa8b9ee282e79481ba49860b618ccb18677d793b55a135489dc3a7d5f',6001,2000,64,36,'/library/media/films/2026-11-30_an-empty-street_718d04ff.mp4',1796026486053,1796026486053);
INSERT INTO "source" VALUES(5,'55idcem5adbrmd46','task','task:video_02c280de-e93b-405e-8798-4b1b7505f81c',NULL,3,'a028486f34a778c0a43d7a73933a485b521a131987614eeab554bb31b331f3c2',6301,2000,64,36,'/library/media/films/2026-11-30_mia-uniform-salutes_a028486f.mp4',1796026487443,1796026487443);
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
INSERT INTO "tag" VALUES(1,'2hc6v76uvyvqq3fl','hero',1796026483333,2);
INSERT INTO "tag" VALUES(2,'jicjimf3lvjcsvt5','role:lead',1796026483333,1);
INSERT INTO "tag" VALUES(3,'xv3j5hqrf77uop5w','ไทย',1796026484226,1);
INSERT INTO "tag" VALUES(4,'etxtghbxyn2ap27y','villain',1796026484488,1);
INSERT INTO "tag" VALUES(5,'fzyjn3yjiupzuqfn','gone',1796026484511,0);
INSERT INTO "tag" VALUES(6,'3sm65eag3gcdblv5','cast',1796026484633,0);
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
	completed_at INTEGER, sends INTEGER DEFAULT '0' NOT NULL, params TEXT DEFAULT '{}' NOT NULL, project_id INTEGER, episode INTEGER, scene TEXT DEFAULT '' NOT NULL, take INTEGER, rating INTEGER, picked INTEGER DEFAULT '0' NOT NULL, note TEXT DEFAULT '' NOT NULL, cost_micros INTEGER, cost_unit TEXT DEFAULT '' NOT NULL, cost_is_estimate INTEGER DEFAULT '1' NOT NULL, counted_at INTEGER, earlier_calls INTEGER DEFAULT '0' NOT NULL, earlier_micros INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_task PRIMARY KEY (id), 
	CONSTRAINT ck_task_state CHECK (state IN ('planned', 'sending', 'queued', 'running', 'done', 'failed', 'rejected', 'unknown')), 
	CONSTRAINT fk_task_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_task_account_id_remote_id UNIQUE (account_id, remote_id), 
	CONSTRAINT uq_task_uid UNIQUE (uid)
, CONSTRAINT fk_task_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT, CONSTRAINT ck_task_rating CHECK (rating BETWEEN 0 AND 5), CONSTRAINT ck_task_picked CHECK (picked IN (0, 1)))
 STRICT

;
INSERT INTO "task" VALUES(1,'sxcsuku2gng5ecgn',1,'video_0357de17-32f7-4341-9e62-b999cd9d776f','done','@char_xs8e9bn9k0t2 walks in the rain','sora-2','{"method": "POST", "path": "/videos", "body": {"model": "sora-2", "duration": 2, "resolution": "1080p", "prompt": "@char_xs8e9bn9k0t2 walks in the rain"}, "encoding": "json"}','{"id":"video_0357de17-32f7-4341-9e62-b999cd9d776f","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/OwgcvZ-Abj-4GYElJBtrXohy8AckP4s3.mp4"}','http://127.0.0.1:8747/outputs/OwgcvZ-Abj-4GYElJBtrXohy8AckP4s3.mp4',NULL,NULL,NULL,NULL,1796026484806,1796026484969,1796026484925,1,'{"duration": 2}',1,NULL,'',NULL,NULL,0,'',200000,'USD',1,1796026484810,0,0);
INSERT INTO "task" VALUES(2,'kzbd3uz73ujg6uk5',3,'video_f17c23e4515144a392bba3257467798a','done','an empty street','sora-2.0-turbo','{"method": "POST", "path": "/generations", "body": {"model": "sora-2.0-turbo", "duration": 2, "size": "1280x720", "prompt": "an empty street"}, "encoding": "json"}','{"id":"video_f17c23e4515144a392bba3257467798a","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/Y5MLpeefZsGfr-5NzCdMn1sLLCasQR7G.mp4"}','http://127.0.0.1:8747/outputs/Y5MLpeefZsGfr-5NzCdMn1sLLCasQR7G.mp4',NULL,NULL,NULL,NULL,1796026484986,1796026486053,1796026486006,1,'{"duration": 2}',1,NULL,'',NULL,NULL,0,'',NULL,'',1,1796026484993,0,0);
INSERT INTO "task" VALUES(3,'jjrzgphzkanug24k',1,'video_02c280de-e93b-405e-8798-4b1b7505f81c','done','@char_j80yd7d05s91 salutes','sora-2','{"method": "POST", "path": "/videos", "body": {"model": "sora-2", "duration": 2, "resolution": "1080p", "prompt": "@char_j80yd7d05s91 salutes"}, "encoding": "json"}','{"id":"video_02c280de-e93b-405e-8798-4b1b7505f81c","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/1BkdABrA-sf-zRyrBJ_qKtbaYmRpwtN8.mp4"}','http://127.0.0.1:8747/outputs/1BkdABrA-sf-zRyrBJ_qKtbaYmRpwtN8.mp4',NULL,NULL,NULL,NULL,1796026487274,1796026487470,1796026487396,1,'{"duration": 2}',1,5,'3a',1,4,0,'',200000,'USD',1,1796026487280,0,0);
CREATE TABLE task_words (
	task_id INTEGER NOT NULL, 
	words TEXT NOT NULL, 
	CONSTRAINT pk_task_words PRIMARY KEY (task_id), 
	CONSTRAINT fk_task_words_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE CASCADE
)
 STRICT

;
INSERT INTO "task_words" VALUES(1,' mia walks in the rain ');
INSERT INTO "task_words" VALUES(2,' an empty street ');
INSERT INTO "task_words" VALUES(3,' mia uniform salutes ');
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
INSERT INTO "term" VALUES('fur');
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
INSERT INTO "term" VALUES('uniform');
INSERT INTO "term" VALUES('wet');
INSERT INTO "term" VALUES('white');
INSERT INTO "term" VALUES('winter');
INSERT INTO "term" VALUES('wong');
INSERT INTO "term" VALUES('zoe');
INSERT INTO "term" VALUES('·');
INSERT INTO "term" VALUES('下');
INSERT INTO "term" VALUES('围');
INSERT INTO "term" VALUES('外');
INSERT INTO "term" VALUES('套');
INSERT INTO "term" VALUES('小');
INSERT INTO "term" VALUES('巾');
INSERT INTO "term" VALUES('林');
INSERT INTO "term" VALUES('红');
INSERT INTO "term" VALUES('脱');
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
INSERT INTO "upload" VALUES(2,'kept/90/90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4','http://127.0.0.1:8747/files/up-90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4',NULL,1796026486409);
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
INSERT INTO "voice" VALUES(1,'jyhbne3tdyxi4cn2',6,31,NULL,NULL,NULL,NULL,1796026486828,1796026486828);
CREATE TABLE "window" (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	source_id INTEGER NOT NULL, 
	character_id INTEGER, 
	start_ms INTEGER NOT NULL, 
	end_ms INTEGER NOT NULL, 
	created_at INTEGER NOT NULL, keeping TEXT DEFAULT '' NOT NULL, look_id INTEGER, 
	CONSTRAINT pk_window PRIMARY KEY (id), 
	CONSTRAINT ck_window_order CHECK (end_ms > start_ms), 
	CONSTRAINT ck_window_start CHECK (start_ms >= 0), 
	CONSTRAINT fk_window_character_id FOREIGN KEY(character_id) REFERENCES character (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_window_source_id FOREIGN KEY(source_id) REFERENCES source (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_window_uid UNIQUE (uid)
, CONSTRAINT fk_window_look_id FOREIGN KEY(look_id) REFERENCES look (id) ON DELETE RESTRICT)
 STRICT

;
INSERT INTO "window" VALUES(1,'xdoni4n7wfcfbni2',1,1,5000,8000,1796026483333,'kept',NULL);
INSERT INTO "window" VALUES(2,'6umeyegla7b3hwhr',1,2,1500,4000,1796026483958,'kept',NULL);
INSERT INTO "window" VALUES(3,'ygzghd37teeli23n',1,3,0,3000,1796026484226,'kept',NULL);
INSERT INTO "window" VALUES(4,'5avdq4u3auq7fdkp',3,7,0,1500,1796026486096,'kept',NULL);
INSERT INTO "window" VALUES(5,'iv6cmy5sj4gjejfl',2,8,2000,5000,1796026486418,'kept',NULL);
INSERT INTO "window" VALUES(6,'pk6h63ncuehwftmy',2,6,2000,5000,1796026486770,'kept',NULL);
INSERT INTO "window" VALUES(7,'qrxrzt2nr26hqlus',1,1,6000,9000,1796026486917,'kept',1);
CREATE INDEX ix_character_handle ON character (handle);
CREATE UNIQUE INDEX uq_character_handle ON character (project_id, handle) WHERE deleted_at IS NULL;
CREATE INDEX ix_character_tag_character_id ON character_tag (character_id, tag_id);
CREATE INDEX ix_prompt_task_id ON prompt (task_id);
CREATE UNIQUE INDEX uq_source_ref ON source (ref) WHERE task_id IS NULL;
CREATE UNIQUE INDEX uq_source_task_id ON source (task_id);
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
CREATE UNIQUE INDEX uq_voice_character_id ON voice (character_id) WHERE replaced_at IS NULL;
CREATE INDEX ix_voice_character_id ON voice (character_id);
CREATE INDEX ix_voice_medium_id ON voice (medium_id);
CREATE INDEX ix_voice_source_id ON voice (source_id);
CREATE UNIQUE INDEX uq_look_name ON look (character_id, name) WHERE deleted_at IS NULL;
CREATE INDEX ix_look_character_id ON look (character_id);
CREATE INDEX ix_look_name ON look (name);
CREATE INDEX ix_binding_character_id ON binding (character_id, account_id);
CREATE INDEX ix_binding_open ON binding (id) WHERE state IN ('planned', 'sending', 'processing');
CREATE INDEX ix_binding_remote_id ON binding (account_id, remote_id);
CREATE INDEX ix_binding_state ON binding (state, character_id) WHERE state <> 'ready';
CREATE INDEX ix_binding_voice_id ON binding (voice_id) WHERE voice_id IS NOT NULL;
CREATE INDEX ix_binding_look_id ON binding (look_id) WHERE look_id IS NOT NULL;
CREATE INDEX ix_window_character_id ON window (character_id);
CREATE INDEX ix_window_source_id ON window (source_id, start_ms);
CREATE INDEX ix_window_look_id ON window (look_id) WHERE look_id IS NOT NULL;
CREATE INDEX ix_prompt_character_character_id ON prompt_character (character_id);
CREATE INDEX ix_prompt_character_look_id ON prompt_character (look_id) WHERE look_id IS NOT NULL;
CREATE UNIQUE INDEX uq_character_alias_handle ON character_alias (project_id, handle);
CREATE INDEX ix_character_alias_character_id ON character_alias (character_id);
CREATE INDEX ix_character_alias_handle ON character_alias (handle);
CREATE INDEX ix_task_open ON task (id) WHERE state IN ('planned', 'sending', 'queued', 'running');
CREATE INDEX ix_task_scene ON task (project_id, episode, scene, take);
CREATE INDEX ix_task_spent ON task (account_id, counted_at);
CREATE TRIGGER task_words AFTER UPDATE OF prompt ON task BEGIN DELETE FROM task_words WHERE task_id = new.id; END;
CREATE TRIGGER prompt_words AFTER UPDATE OF template ON prompt BEGIN DELETE FROM task_words WHERE task_id = new.task_id; END;
CREATE INDEX ix_task_take ON task (id, project_id, episode, scene, take, state, rating, picked);
CREATE INDEX ix_task_created_at ON task (created_at);
CREATE INDEX ix_task_state ON task (state) WHERE state <> 'done';
CREATE INDEX ix_task_rating ON task (rating) WHERE rating IS NOT NULL;
CREATE INDEX ix_task_picked ON task (project_id, episode) WHERE picked = 1;
CREATE INDEX ix_binding_spent ON binding (account_id, counted_at);
CREATE INDEX ix_likeness_check_task_id ON likeness_check (task_id);
CREATE INDEX ix_likeness_check_character_id ON likeness_check (character_id);
CREATE INDEX ix_likeness_check_look_id ON likeness_check (look_id);
PRAGMA writable_schema=OFF;
COMMIT;
