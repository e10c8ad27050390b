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
INSERT INTO "account" VALUES(1,'nw4uull2pwkyhrpt','home',1,'http://127.0.0.1:8747/async/sora/v1','KEY',1796044087466,1796044087466,NULL,NULL,0,NULL,'');
INSERT INTO "account" VALUES(2,'4vcrxmzpnmaob3p3','kling',1,'http://127.0.0.1:8747/async/sora/v1','KEY',1796044087494,1796044087494,NULL,NULL,0,'{"command": "sh -c ''cp {file} /films/up-$(basename {name}); echo http://127.0.0.1:8747/files/up-$(basename {name})''"}','');
INSERT INTO "account" VALUES(3,'5ya7gf2qbywhadcg','tutorial',2,'http://127.0.0.1:8747/sync/v1/sora','KEY',1796044087532,1796044087532,NULL,NULL,0,NULL,'');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0010');
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
INSERT INTO "binding" VALUES(1,'c2gmhzhi6q4ja5qi',1,1,1,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "5,8"}, "encoding": "json"}','task_c941231742e44b0081e996cdbe495982','char_1rshhlw1gtfr','@char_1rshhlw1gtfr',NULL,NULL,'{"task_id":"task_c941231742e44b0081e996cdbe495982","status":"completed","character_id":"char_1rshhlw1gtfr"}',NULL,NULL,NULL,NULL,1796044087788,1796044088136,1,NULL,NULL,50000,'USD',1,1796044087936,0,0);
INSERT INTO "binding" VALUES(2,'qp3j3w4j5hkl46c2',2,3,2,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "1.5,4"}, "encoding": "json"}',NULL,'char_fu400dabon7j','@char_fu400dabon7j',NULL,NULL,'{"character_id":"char_fu400dabon7j"}',NULL,NULL,NULL,NULL,1796044088675,1796044088687,1,NULL,NULL,NULL,'',1,1796044088680,0,0);
INSERT INTO "binding" VALUES(3,'ayu4imz3o3t3ixqx',3,1,3,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "0,3"}, "encoding": "json"}','task_325283cd11cc428ba554f5cf26166888','char_t5qtfnil1sdp','@char_t5qtfnil1sdp',NULL,NULL,'{"task_id":"task_325283cd11cc428ba554f5cf26166888","status":"completed","character_id":"char_t5qtfnil1sdp"}',NULL,NULL,NULL,NULL,1796044088801,1796044088918,1,NULL,NULL,50000,'USD',1,1796044088807,0,0);
INSERT INTO "binding" VALUES(4,'xlnuj7ifcrxjeqwm',4,1,NULL,'ready','added',NULL,NULL,'char_noir','@mia.noir',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796044089021,1796044089021,0,NULL,NULL,NULL,'',1,NULL,0,0);
INSERT INTO "binding" VALUES(5,'wj73jzamayczegky',5,3,NULL,'ready','added',NULL,NULL,'char_old','@char_old',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796044089031,1796044089031,0,NULL,NULL,NULL,'',1,NULL,0,0);
INSERT INTO "binding" VALUES(6,'ump4f6kjnqbf5vx4',6,1,NULL,'ready','added',NULL,NULL,'char_same','@char_same',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796044089041,1796044089041,0,NULL,NULL,NULL,'',1,NULL,0,0);
INSERT INTO "binding" VALUES(7,'njeiecdprhfubrco',7,1,4,'ready','task','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "from_task": "video_0441171a-5ac5-4f7a-82c3-68488a694c44", "timestamps": "0,1.5"}, "encoding": "json"}','task_2e8684af2b754f668e09eb2a7ddc4c58','char_angdwyk5ehse','@char_angdwyk5ehse',NULL,NULL,'{"task_id":"task_2e8684af2b754f668e09eb2a7ddc4c58","status":"completed","character_id":"char_angdwyk5ehse"}',NULL,NULL,NULL,NULL,1796044090565,1796044090685,1,NULL,NULL,50000,'USD',1,1796044090572,0,0);
INSERT INTO "binding" VALUES(8,'jez43hrnk745nvzn',8,2,5,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/up-90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4", "timestamps": "2,5"}, "encoding": "json"}','task_1bbe072a1f9b456c880d8f8632724545','char_nrjlhg55jlai','@char_nrjlhg55jlai',NULL,NULL,'{"task_id":"task_1bbe072a1f9b456c880d8f8632724545","status":"completed","character_id":"char_nrjlhg55jlai"}',NULL,NULL,NULL,NULL,1796044090893,1796044091016,1,NULL,NULL,50000,'USD',1,1796044090899,0,0);
INSERT INTO "binding" VALUES(9,'idxgux3abicxzf4h',6,1,NULL,'ready','added',NULL,NULL,'voice_sam',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796044091174,1796044091174,0,1,NULL,NULL,'',1,NULL,0,0);
INSERT INTO "binding" VALUES(10,'gvobtcnhcvpd6wlv',1,1,7,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "6,9"}, "encoding": "json"}','task_d3c0aef1e31841cb8e9628300e857973','char_4ke4w3rwvmlb','@char_4ke4w3rwvmlb',NULL,NULL,'{"task_id":"task_d3c0aef1e31841cb8e9628300e857973","status":"completed","character_id":"char_4ke4w3rwvmlb"}',NULL,NULL,NULL,NULL,1796044091196,1796044091317,1,NULL,1,50000,'USD',1,1796044091202,0,0);
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
INSERT INTO "change" VALUES(1,1,'account','{"before": null, "after": {"id": 1, "uid": "nw4uull2pwkyhrpt", "name": "home", "profile_id": 1, "base_url": "http://127.0.0.1:8747/async/sora/v1", "key_env": "KEY", "created_at": 1796044087466, "updated_at": 1796044087466, "key_command": null, "key_ring": null, "allows_http": 0, "upload": null, "budget": ""}}');
INSERT INTO "change" VALUES(2,2,'account','{"before": null, "after": {"id": 2, "uid": "4vcrxmzpnmaob3p3", "name": "kling", "profile_id": 1, "base_url": "http://127.0.0.1:8747/async/sora/v1", "key_env": "KEY", "created_at": 1796044087494, "updated_at": 1796044087494, "key_command": null, "key_ring": null, "allows_http": 0, "upload": "{\"command\": \"sh -c ''cp {file} /films/up-$(basename {name}); echo http://127.0.0.1:8747/files/up-$(basename {name})''\"}", "budget": ""}}');
INSERT INTO "change" VALUES(3,3,'account','{"before": null, "after": {"id": 3, "uid": "5ya7gf2qbywhadcg", "name": "tutorial", "profile_id": 2, "base_url": "http://127.0.0.1:8747/sync/v1/sora", "key_env": "KEY", "created_at": 1796044087532, "updated_at": 1796044087532, "key_command": null, "key_ring": null, "allows_http": 0, "upload": null, "budget": ""}}');
INSERT INTO "change" VALUES(4,4,'setting','{"key": "account", "before": null, "after": "home"}');
INSERT INTO "change" VALUES(5,5,'tag','{"before": null, "after": [1, "4tid4l7qxblhv7iv", "hero", 1796044087788]}');
INSERT INTO "change" VALUES(6,5,'tag','{"before": null, "after": [2, "j32cgyabtczjndxd", "role:lead", 1796044087788]}');
INSERT INTO "change" VALUES(7,5,'added','{"ids": [[1, 1]]}');
INSERT INTO "change" VALUES(8,5,'source','{"before": null, "after": {"id": 1, "uid": "5jtqwlmnxzobiphd", "kind": "url", "ref": "http://127.0.0.1:8747/files/mia.mp4", "label": null, "task_id": null, "sha256": null, "bytes": null, "duration_ms": null, "width": null, "height": null, "media_path": null, "created_at": 1796044087788, "updated_at": 1796044087788}}');
INSERT INTO "change" VALUES(9,5,'made','{"table": "window", "ids": [[1, 1]]}');
INSERT INTO "change" VALUES(10,5,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(11,6,'added','{"ids": [[2, 2]]}');
INSERT INTO "change" VALUES(12,6,'made','{"table": "window", "ids": [[2, 2]]}');
INSERT INTO "change" VALUES(13,6,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(14,7,'tag','{"before": null, "after": [3, "haqhxsnivwik5trl", "ไทย", 1796044088801]}');
INSERT INTO "change" VALUES(15,7,'added','{"ids": [[3, 3]]}');
INSERT INTO "change" VALUES(16,7,'made','{"table": "window", "ids": [[3, 3]]}');
INSERT INTO "change" VALUES(17,7,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(18,8,'project','{"before": null, "after": {"id": 2, "uid": "y6a3cyqogp33vlq4", "slug": "noir", "name": "Noir", "notes": "second season", "created_at": 1796044089007, "updated_at": 1796044089007, "n": 0, "episode": null}}');
INSERT INTO "change" VALUES(19,9,'tag','{"before": null, "after": [4, "d5l4jk4i2x34as5s", "villain", 1796044089021]}');
INSERT INTO "change" VALUES(20,9,'added','{"ids": [[4, 4]]}');
INSERT INTO "change" VALUES(21,9,'made','{"table": "binding", "ids": [[4, 4]]}');
INSERT INTO "change" VALUES(22,10,'tag','{"before": null, "after": [5, "6czuzzsd2kng3bot", "gone", 1796044089031]}');
INSERT INTO "change" VALUES(23,10,'added','{"ids": [[5, 5]]}');
INSERT INTO "change" VALUES(24,10,'made','{"table": "binding", "ids": [[5, 5]]}');
INSERT INTO "change" VALUES(25,11,'added','{"ids": [[6, 6]]}');
INSERT INTO "change" VALUES(26,11,'made','{"table": "binding", "ids": [[6, 6]]}');
INSERT INTO "change" VALUES(27,12,'edited','{"columns": ["notes"], "before": [[[[1, 1]], [""]]], "after": [[[[1, 1]], ["left-handed\nsecond line"]]]}');
INSERT INTO "change" VALUES(28,13,'edited','{"columns": ["likeness", "consent"], "before": [[[[2, 2]], ["", ""]]], "after": [[[[2, 2]], ["real", "signed 2026-10-01, in the safe"]]]}');
INSERT INTO "change" VALUES(29,14,'edited','{"columns": ["handle"], "before": [[[[6, 6]], ["same"]]], "after": [[[[6, 6]], ["sam"]]]}');
INSERT INTO "change" VALUES(30,14,'other handle','{"before": null, "after": {"id": 1, "project_id": 1, "handle": "same", "character_id": 6, "created_at": 1796044089078}}');
INSERT INTO "change" VALUES(31,15,'about source','{"id": 1, "before": {"label": null}, "after": {"label": "clip"}}');
INSERT INTO "change" VALUES(32,16,'source','{"before": null, "after": {"id": 2, "uid": "fhh6phaafda42uoq", "kind": "file", "ref": "/films/local.mp4", "label": "home video", "task_id": null, "sha256": "c179c2d6c64d41a2939f4444a9b802fb9bc73f6ceb3d7b542d85a7554d3a4915", "bytes": 57100, "duration_ms": 12000, "width": 640, "height": 360, "media_path": null, "created_at": 1796044089118, "updated_at": 1796044089118}}');
INSERT INTO "change" VALUES(33,17,'tag','{"before": null, "after": [6, "uviw6rg6q2oigkfh", "cast", 1796044089135]}');
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
INSERT INTO "change" VALUES(48,27,'look','{"id": 1, "character": 1, "before": {"deleted_at": 1796044091196}, "after": {"deleted_at": null}}');
INSERT INTO "change" VALUES(49,27,'made','{"table": "window", "ids": [[7, 7]]}');
INSERT INTO "change" VALUES(50,27,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(51,28,'look','{"id": 2, "character": 1, "before": {"deleted_at": 1796044091453}, "after": {"deleted_at": null}}');
INSERT INTO "change" VALUES(52,29,'look','{"id": 3, "character": 2, "before": {"deleted_at": 1796044091467}, "after": {"deleted_at": null}}');
INSERT INTO "change" VALUES(53,30,'look','{"id": 2, "character": 1, "before": {"deleted_at": null}, "after": {"deleted_at": 1796044091480}}');
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
INSERT INTO "character" VALUES(1,'qst6szpfridpnzww',1,'mia','Mia Wong','a red coat, 红色围巾','left-handed
second line',1796044087788,1796044091480,NULL,'','','mia wong',2,'a white coat','uniform');
INSERT INTO "character" VALUES(2,'ldo2mtzp33fxjxxx',1,'tom','Tom 🚀 O''Neil','blue hat; "quoted"','',1796044088675,1796044091467,NULL,'real','signed 2026-10-01, in the safe','tom 🚀 o''neil',0,'a fur hat','winter');
INSERT INTO "character" VALUES(3,'lpeuskhzptxju6e2',1,'林小雨','','','',1796044088801,1796044088801,NULL,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(4,'kiiwisjajssmfxyh',2,'mia','','','',1796044089021,1796044089021,NULL,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(5,'eztoorsvq4eljel5',1,'old','','','',1796044089031,1796044093076,1796044093076,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(6,'4c2vng4wvfe62qay',1,'sam','','','',1796044089041,1796044091163,NULL,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(7,'mqn7m2pvlozrasfd',1,'zoe','','','',1796044090565,1796044093104,NULL,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(8,'bmzcsdgwbxg4kbfb',1,'kim','','','',1796044090893,1796044090893,NULL,'','','􏿿',0,'','');
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
INSERT INTO "character_alias" VALUES(1,1,'same',6,1796044089078);
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
INSERT INTO "entry" VALUES(1,'charlib --home /library account add home --profile sandbox --base-url http://127.0.0.1:8747/async/sora/v1 --key-env KEY',1796044087466,NULL,311);
INSERT INTO "entry" VALUES(2,'charlib --home /library account add kling --profile sandbox --base-url http://127.0.0.1:8747/async/sora/v1 --key-env KEY --upload-command ''sh -c ''"''"''cp {file} /films/up-$(basename {name}); echo http://127.0.0.1:8747/files/up-$(basename {name})''"''"''''',1796044087494,NULL,448);
INSERT INTO "entry" VALUES(3,'charlib --home /library account add tutorial --profile sora-sync --base-url http://127.0.0.1:8747/sync/v1/sora --key-env KEY',1796044087532,NULL,314);
INSERT INTO "entry" VALUES(4,'charlib --home /library account use home',1796044087542,NULL,51);
INSERT INTO "entry" VALUES(5,'charlib --home /library create mia --url http://127.0.0.1:8747/files/mia.mp4 --window 5,8 --name ''Mia Wong'' --look ''a red coat, 红色围巾'' --tag hero --tag role:lead',1796044087788,NULL,541);
INSERT INTO "entry" VALUES(6,'charlib --home /library create tom --url http://127.0.0.1:8747/files/mia.mp4 --window 1.5,4 --account tutorial --name ''Tom 🚀 O''"''"''Neil'' --look ''blue hat; "quoted"'' --tag hero',1796044088675,NULL,72);
INSERT INTO "entry" VALUES(7,'charlib --home /library create ''林小雨'' --url http://127.0.0.1:8747/files/mia.mp4 --window 0,3 --tag ''ไทย''',1796044088801,NULL,144);
INSERT INTO "entry" VALUES(8,'charlib --home /library project add noir --name Noir --notes ''second season''',1796044089007,NULL,204);
INSERT INTO "entry" VALUES(9,'charlib --home /library --project noir add mia --id char_noir --mention @mia.noir --tag villain',1796044089021,NULL,130);
INSERT INTO "entry" VALUES(10,'charlib --home /library add old --id char_old --account tutorial --tag gone',1796044089031,NULL,127);
INSERT INTO "entry" VALUES(11,'charlib --home /library add same --id char_same',1796044089041,NULL,54);
INSERT INTO "entry" VALUES(12,'charlib --home /library edit mia --notes ''left-handed
second line''',1796044089060,NULL,105);
INSERT INTO "entry" VALUES(13,'charlib --home /library edit tom --likeness real --consent ''signed 2026-10-01, in the safe''',1796044089069,NULL,137);
INSERT INTO "entry" VALUES(14,'charlib --home /library rename same sam',1796044089078,NULL,208);
INSERT INTO "entry" VALUES(15,'charlib --home /library source add http://127.0.0.1:8747/files/mia.mp4 --label clip',1796044089089,NULL,64);
INSERT INTO "entry" VALUES(16,'charlib --home /library source add /films/local.mp4 --label ''home video''',1796044089118,NULL,385);
INSERT INTO "entry" VALUES(17,'charlib --home /library tag nest hero cast',1796044089135,NULL,128);
INSERT INTO "entry" VALUES(18,'charlib --home /library tag alias held hero',1796044089144,NULL,44);
INSERT INTO "entry" VALUES(19,'charlib --home /library search --save cast tag:hero',1796044089182,NULL,53);
INSERT INTO "entry" VALUES(20,'charlib --home /library generate ''@mia walks in the rain'' --param duration=2 --wait',1796044089313,NULL,16);
INSERT INTO "entry" VALUES(21,'charlib --home /library generate ''an empty street'' --account tutorial --param duration=2 --wait',1796044089493,NULL,16);
INSERT INTO "entry" VALUES(22,'charlib --home /library create zoe --task 1 --window 0,1.5',1796044090565,NULL,72);
INSERT INTO "entry" VALUES(23,'charlib --home /library create kim --account kling --source /films/local.mp4 --window 2,5',1796044090893,NULL,72);
INSERT INTO "entry" VALUES(24,'charlib --home /library keep sam --source /films/local.mp4 --window 2,5',1796044091137,NULL,36);
INSERT INTO "entry" VALUES(25,'charlib --home /library voice add sam --file /films/sam.wav',1796044091163,NULL,37);
INSERT INTO "entry" VALUES(26,'charlib --home /library voice add sam --id voice_sam',1796044091174,NULL,37);
INSERT INTO "entry" VALUES(27,'charlib --home /library look add mia uniform --description ''a white coat'' --episodes 4-12 --url http://127.0.0.1:8747/files/mia.mp4 --window 6,9',1796044091196,NULL,152);
INSERT INTO "entry" VALUES(28,'charlib --home /library look add mia wet --description ''脱下外套''',1796044091453,NULL,97);
INSERT INTO "entry" VALUES(29,'charlib --home /library look add tom winter --description ''a fur hat''',1796044091467,NULL,97);
INSERT INTO "entry" VALUES(30,'charlib --home /library look rm mia wet',1796044091480,NULL,97);
INSERT INTO "entry" VALUES(31,'charlib --home /library generate ''@mia+uniform salutes'' --episode 5 --scene 3a --param duration=2 --wait',1796044091504,NULL,16);
INSERT INTO "entry" VALUES(32,'charlib --home /library take rate 3 4',1796044091682,NULL,66);
INSERT INTO "entry" VALUES(33,'charlib --home /library rm old',1796044093076,NULL,17);
INSERT INTO "entry" VALUES(34,'charlib --home /library rm zoe',1796044093086,1796044093104,17);
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
INSERT INTO "likeness_check" VALUES(1,3,1,1,'cannot-tell',NULL,NULL,NULL,NULL,1796044093065,'none of its kept stills shows a clear face');
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
INSERT INTO "look" VALUES(1,'mvcixaltcy4jsska',1,'uniform','a white coat','4-12',NULL,1796044091196,1796044091196);
INSERT INTO "look" VALUES(2,'thtpfmozurdjc3ut',1,'wet','脱下外套','',1796044091480,1796044091453,1796044091480);
INSERT INTO "look" VALUES(3,'fhcoravfkeiwbyhp',2,'winter','a fur hat','',NULL,1796044091467,1796044091467);
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
INSERT INTO "medium" VALUES(1,'kept/90/90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4','90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152','video/mp4',55957,640,360,10791,1796044088660);
INSERT INTO "medium" VALUES(2,'kept/8f/8ff51f81228fc90fc9e734c3e493297b173c7b85619f0db7d2c26951f06c1ce9.jpg','8ff51f81228fc90fc9e734c3e493297b173c7b85619f0db7d2c26951f06c1ce9','image/jpeg',12989,640,360,NULL,1796044088660);
INSERT INTO "medium" VALUES(3,'kept/cd/cdca59e2ee5b7ed5f00724d4e3ccceb25ea80f1a64fef652e54dbaea086cf604.jpg','cdca59e2ee5b7ed5f00724d4e3ccceb25ea80f1a64fef652e54dbaea086cf604','image/jpeg',13241,640,360,NULL,1796044088660);
INSERT INTO "medium" VALUES(4,'kept/98/981509772a0c628370614ee17ec68b209f41b3751cdca41d476a5e059f5db0bd.jpg','981509772a0c628370614ee17ec68b209f41b3751cdca41d476a5e059f5db0bd','image/jpeg',13399,640,360,NULL,1796044088660);
INSERT INTO "medium" VALUES(5,'kept/e7/e7ef6ca2322d08359217fa50065467018f23b0e7510c51438705d7b0cfcf7cdb.jpg','e7ef6ca2322d08359217fa50065467018f23b0e7510c51438705d7b0cfcf7cdb','image/jpeg',13335,640,360,NULL,1796044088660);
INSERT INTO "medium" VALUES(6,'kept/91/916b718880226af5cb8c42f593eeea5322921d816b5814f26fa2723d76d27be5.jpg','916b718880226af5cb8c42f593eeea5322921d816b5814f26fa2723d76d27be5','image/jpeg',12264,640,360,NULL,1796044088660);
INSERT INTO "medium" VALUES(7,'kept/ea/ea37fcaedfe3ac54c872c4c274eab234df3626885a20a31da3c460a1a41eb9d1.jpg','ea37fcaedfe3ac54c872c4c274eab234df3626885a20a31da3c460a1a41eb9d1','image/jpeg',12955,640,360,NULL,1796044088660);
INSERT INTO "medium" VALUES(8,'kept/6d/6de20d95c65f4c37152e57d3a398810c3e0fded64a6d05cedefc7888b30c5664.jpg','6de20d95c65f4c37152e57d3a398810c3e0fded64a6d05cedefc7888b30c5664','image/jpeg',3509,640,360,NULL,1796044088786);
INSERT INTO "medium" VALUES(9,'kept/94/94cd9eda35e04f3a0dfffad9e0a64ff082cfe0fa07c627de2fc815d39072b774.jpg','94cd9eda35e04f3a0dfffad9e0a64ff082cfe0fa07c627de2fc815d39072b774','image/jpeg',3173,640,360,NULL,1796044088786);
INSERT INTO "medium" VALUES(10,'kept/0d/0d04f95106a0fcc8e40ed0e86e5abea5a314b4e51ffa21bf7b3a5756316e1e57.jpg','0d04f95106a0fcc8e40ed0e86e5abea5a314b4e51ffa21bf7b3a5756316e1e57','image/jpeg',3430,640,360,NULL,1796044088786);
INSERT INTO "medium" VALUES(11,'kept/61/6107a389e6eb171cc3dcddc1d90f325ad9d9aede53e5735675ecfb650218ffa3.jpg','6107a389e6eb171cc3dcddc1d90f325ad9d9aede53e5735675ecfb650218ffa3','image/jpeg',3545,640,360,NULL,1796044088786);
INSERT INTO "medium" VALUES(12,'kept/87/87fdd0b86c430ca4e9a8bab2f02853ab4d501d26572f07f6f9f732163bd1b35b.jpg','87fdd0b86c430ca4e9a8bab2f02853ab4d501d26572f07f6f9f732163bd1b35b','image/jpeg',17367,640,360,NULL,1796044088786);
INSERT INTO "medium" VALUES(13,'kept/dd/dd01aa4c05b9262297ec691833a2fb2334e7eb08de831e168a80ef3e6ff3f6f0.jpg','dd01aa4c05b9262297ec691833a2fb2334e7eb08de831e168a80ef3e6ff3f6f0','image/jpeg',17631,640,360,NULL,1796044088786);
INSERT INTO "medium" VALUES(14,'kept/45/45c4eaab105e9d3c9e47f6e58eb71b0b0ce86aad1af5b1b59f271b38740dbb34.jpg','45c4eaab105e9d3c9e47f6e58eb71b0b0ce86aad1af5b1b59f271b38740dbb34','image/jpeg',3339,640,360,NULL,1796044088993);
INSERT INTO "medium" VALUES(15,'kept/9d/9de2db7e6bb39f89f99a7682a2ac006730f6d9cfdb0583b2d8008658c25ecb87.jpg','9de2db7e6bb39f89f99a7682a2ac006730f6d9cfdb0583b2d8008658c25ecb87','image/jpeg',2919,640,360,NULL,1796044088993);
INSERT INTO "medium" VALUES(16,'kept/4a/4a32d47a297a8a72ce59976ba823351e47c59ebe5318746006c0152c674b0a4e.jpg','4a32d47a297a8a72ce59976ba823351e47c59ebe5318746006c0152c674b0a4e','image/jpeg',3068,640,360,NULL,1796044088993);
INSERT INTO "medium" VALUES(17,'kept/51/512805606cc6e69c72b2b6acb4735518ed2817ac80ea036b19a926572011a858.jpg','512805606cc6e69c72b2b6acb4735518ed2817ac80ea036b19a926572011a858','image/jpeg',3208,640,360,NULL,1796044088993);
INSERT INTO "medium" VALUES(18,'kept/7d/7dccbabfc0662e4f4ae287b445952cab5cda4b7415a6f0eb378487ef19383f20.jpg','7dccbabfc0662e4f4ae287b445952cab5cda4b7415a6f0eb378487ef19383f20','image/jpeg',3474,640,360,NULL,1796044088993);
INSERT INTO "medium" VALUES(19,'kept/b4/b4f15cfdfaf1f2d607acc85fb571eb0001bb14b667be05646a9a84106a2fc9e5.jpg','b4f15cfdfaf1f2d607acc85fb571eb0001bb14b667be05646a9a84106a2fc9e5','image/jpeg',3605,640,360,NULL,1796044088993);
INSERT INTO "medium" VALUES(20,'kept/dd/dde3e9912d45c59e99200b85ea8e092ffa5bfc55caa19f38d6e5444bfff5eee1.mp4','dde3e9912d45c59e99200b85ea8e092ffa5bfc55caa19f38d6e5444bfff5eee1','video/mp4',6410,64,36,2000,1796044090747);
INSERT INTO "medium" VALUES(21,'kept/20/20b53ce0dbe77f91d05e858d7581eeb014059d0240bb071d3271e6d9edfbeb1c.jpg','20b53ce0dbe77f91d05e858d7581eeb014059d0240bb071d3271e6d9edfbeb1c','image/jpeg',1204,64,36,NULL,1796044090747);
INSERT INTO "medium" VALUES(22,'kept/18/183bbb8484f0ef2175fe23e33c3da9e7e04c31265ed153c6cdc06aaa54e7298e.jpg','183bbb8484f0ef2175fe23e33c3da9e7e04c31265ed153c6cdc06aaa54e7298e','image/jpeg',1246,64,36,NULL,1796044090747);
INSERT INTO "medium" VALUES(23,'kept/7d/7df03b277928636a2e2e6fbcd21ec8a10f310888c77f46fef62a9dff0662f2b5.jpg','7df03b277928636a2e2e6fbcd21ec8a10f310888c77f46fef62a9dff0662f2b5','image/jpeg',1263,64,36,NULL,1796044090747);
INSERT INTO "medium" VALUES(24,'kept/ab/ab9c34ff68c6f0ccc43a3a98229617da8208f33781838f7895a084e02036bf7f.jpg','ab9c34ff68c6f0ccc43a3a98229617da8208f33781838f7895a084e02036bf7f','image/jpeg',1550,64,36,NULL,1796044090747);
INSERT INTO "medium" VALUES(25,'kept/2e/2e7d1a9d8eec8b4245f295eb1bfc80d85ad0a0f58dbf09df193f8892b6ada10a.jpg','2e7d1a9d8eec8b4245f295eb1bfc80d85ad0a0f58dbf09df193f8892b6ada10a','image/jpeg',1203,64,36,NULL,1796044090747);
INSERT INTO "medium" VALUES(26,'kept/0b/0b36939f14b17af0683950035cf0d5740a6b24bc18e85fc8f0daa9af0bc61d20.jpg','0b36939f14b17af0683950035cf0d5740a6b24bc18e85fc8f0daa9af0bc61d20','image/jpeg',1210,64,36,NULL,1796044090747);
INSERT INTO "medium" VALUES(27,'kept/bd/bd762ca294a4df9e9ffae381105791c55955f1fe2942d06851e72363f3641ef4.jpg','bd762ca294a4df9e9ffae381105791c55955f1fe2942d06851e72363f3641ef4','image/jpeg',17811,640,360,NULL,1796044090893);
INSERT INTO "medium" VALUES(28,'kept/2f/2fa4fc41b1a75597e33e461ba6507e6556b9e63248e8d57b5497b2772a825ca5.jpg','2fa4fc41b1a75597e33e461ba6507e6556b9e63248e8d57b5497b2772a825ca5','image/jpeg',17041,640,360,NULL,1796044090893);
INSERT INTO "medium" VALUES(29,'kept/ac/ac08257769928fa0991e891fbd9cc48e9cb1196b2ffc016961fa5fde50d26a14.jpg','ac08257769928fa0991e891fbd9cc48e9cb1196b2ffc016961fa5fde50d26a14','image/jpeg',17358,640,360,NULL,1796044090893);
INSERT INTO "medium" VALUES(30,'kept/93/933c73e0d88eb67d428f7bda19f2a21f2a146b6a0302545de752cd293d7b250b.jpg','933c73e0d88eb67d428f7bda19f2a21f2a146b6a0302545de752cd293d7b250b','image/jpeg',17411,640,360,NULL,1796044090893);
INSERT INTO "medium" VALUES(31,'kept/67/67e538eb386baf9a09cd7f1e32febf4b8499bd1af5cef530282cc55a0470a41b.wav','67e538eb386baf9a09cd7f1e32febf4b8499bd1af5cef530282cc55a0470a41b','audio/wav',96044,NULL,NULL,6000,1796044091163);
INSERT INTO "medium" VALUES(32,'kept/ac/ac50b9c40a893fbea5fbc396522b1d71a647069d47b5550aa78a9fc8a6c26f99.mp4','ac50b9c40a893fbea5fbc396522b1d71a647069d47b5550aa78a9fc8a6c26f99','video/mp4',53588,640,360,9000,1796044091438);
INSERT INTO "medium" VALUES(33,'kept/bd/bdf7a38d768280568bfec2a797c44e92d16b22006ddc4cae77669150aff7eecf.jpg','bdf7a38d768280568bfec2a797c44e92d16b22006ddc4cae77669150aff7eecf','image/jpeg',13009,640,360,NULL,1796044091438);
INSERT INTO "medium" VALUES(34,'kept/21/214ef2ec60d53f66bad98195c5b353a5d3724fa9ac378e27a98289beefa44608.jpg','214ef2ec60d53f66bad98195c5b353a5d3724fa9ac378e27a98289beefa44608','image/jpeg',13100,640,360,NULL,1796044091438);
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
',1796044087494);
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
',1796044087532);
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
INSERT INTO "project" VALUES(1,'bd5b16913b999c1f','default','','',1796044087286,1796044087286,6,NULL);
INSERT INTO "project" VALUES(2,'y6a3cyqogp33vlq4','noir','Noir','second season',1796044089007,1796044089007,1,NULL);
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
INSERT INTO "prompt" VALUES(1,'kvfu2cxxvnu7qf2b',1,1,1,'@mia walks in the rain','@char_1rshhlw1gtfr walks in the rain','{}',1796044089313);
INSERT INTO "prompt" VALUES(2,'gvhddzwatjllo3ts',1,3,2,'an empty street','an empty street','{}',1796044089493);
INSERT INTO "prompt" VALUES(3,'nsxfuskgo6tdwita',1,1,3,'@mia+uniform salutes','@char_4ke4w3rwvmlb salutes','{}',1796044091504);
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
INSERT INTO "saved_search" VALUES('cast','tag:hero',1796044089182);
CREATE TABLE setting (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY ("key")
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "setting" VALUES('account','home');
INSERT INTO "setting" VALUES('epoch','k6pck3mvprcpmzcw');
INSERT INTO "setting" VALUES('sent_log','grlzhdmqvyxlansg 9');
CREATE TABLE shared (
	kind TEXT NOT NULL, 
	uid TEXT NOT NULL, 
	record TEXT NOT NULL, 
	stand_ins TEXT DEFAULT '' NOT NULL, 
	asks INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_shared PRIMARY KEY (kind, uid)
)
 WITHOUT ROWID,
 STRICT

;
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
INSERT INTO "source" VALUES(1,'5jtqwlmnxzobiphd','url','http://127.0.0.1:8747/files/mia.mp4','clip',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796044087788,1796044089089);
INSERT INTO "source" VALUES(2,'fhh6phaafda42uoq','file','/films/local.mp4','home video',NULL,'c179c2d6c64d41a2939f4444a9b802fb9bc73f6ceb3d7b542d85a7554d3a4915',57100,12000,640,360,NULL,1796044089118,1796044089118);
INSERT INTO "source" VALUES(3,'m5wtncuuoesqrgbj','task','task:video_0441171a-5ac5-4f7a-82c3-68488a694c44',NULL,1,'fe0b0b961f7e7900cee17c6feb8a03d4249036524acdccf5d9f8a57ef621f8e0',6379,2000,64,36,'/library/media/films/2026-11-30_mia-walks-in-the-rain_fe0b0b96.mp4',1796044089473,1796044089473);
INSERT INTO "source" VALUES(4,'2665vtev6escmotq','task','task:video_72b49a82207c49beb12ab2d937fcafe8',NULL,2,'2bd9b648f86493e04a7060d5078323d330ae98f2d2802b8dc10a3ed3d86b78c1',6045,2000,64,36,'/library/media/films/2026-11-30_an-empty-street_2bd9b648.mp4',1796044090548,1796044090548);
INSERT INTO "source" VALUES(5,'4pkaocbmaqcpb4uz','task','task:video_a5f9b5c7-9733-4009-915b-d608575afada',NULL,3,'f0e0e15bef2d7a370b3244116a2e0d438d12d4e759fd57060682451bbe5c268a',6431,2000,64,36,'/library/media/films/2026-11-30_mia-uniform-salutes_f0e0e15b.mp4',1796044091655,1796044091655);
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
INSERT INTO "tag" VALUES(1,'4tid4l7qxblhv7iv','hero',1796044087788,2);
INSERT INTO "tag" VALUES(2,'j32cgyabtczjndxd','role:lead',1796044087788,1);
INSERT INTO "tag" VALUES(3,'haqhxsnivwik5trl','ไทย',1796044088801,1);
INSERT INTO "tag" VALUES(4,'d5l4jk4i2x34as5s','villain',1796044089021,1);
INSERT INTO "tag" VALUES(5,'6czuzzsd2kng3bot','gone',1796044089031,0);
INSERT INTO "tag" VALUES(6,'uviw6rg6q2oigkfh','cast',1796044089135,0);
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
INSERT INTO "task" VALUES(1,'fcguft5e2dv2h42b',1,'video_0441171a-5ac5-4f7a-82c3-68488a694c44','done','@char_1rshhlw1gtfr walks in the rain','sora-2','{"method": "POST", "path": "/videos", "body": {"model": "sora-2", "duration": 2, "resolution": "1080p", "prompt": "@char_1rshhlw1gtfr walks in the rain"}, "encoding": "json"}','{"id":"video_0441171a-5ac5-4f7a-82c3-68488a694c44","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/pd_MnJGWBQ5NcLvvzcrEHSidv2z0FEXk.mp4"}','http://127.0.0.1:8747/outputs/pd_MnJGWBQ5NcLvvzcrEHSidv2z0FEXk.mp4',NULL,NULL,NULL,NULL,1796044089313,1796044089473,1796044089434,1,'{"duration": 2}',1,NULL,'',NULL,NULL,0,'',200000,'USD',1,1796044089317,0,0);
INSERT INTO "task" VALUES(2,'7ceg7tb6qszlnoqy',3,'video_72b49a82207c49beb12ab2d937fcafe8','done','an empty street','sora-2.0-turbo','{"method": "POST", "path": "/generations", "body": {"model": "sora-2.0-turbo", "duration": 2, "size": "1280x720", "prompt": "an empty street"}, "encoding": "json"}','{"id":"video_72b49a82207c49beb12ab2d937fcafe8","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/rQ0j3AE9qXPoo0iI7OtIIxe9MZzOn-QR.mp4"}','http://127.0.0.1:8747/outputs/rQ0j3AE9qXPoo0iI7OtIIxe9MZzOn-QR.mp4',NULL,NULL,NULL,NULL,1796044089493,1796044090548,1796044090512,1,'{"duration": 2}',1,NULL,'',NULL,NULL,0,'',NULL,'',1,1796044089497,0,0);
INSERT INTO "task" VALUES(3,'ntmdb5jc5xobo7us',1,'video_a5f9b5c7-9733-4009-915b-d608575afada','done','@char_4ke4w3rwvmlb salutes','sora-2','{"method": "POST", "path": "/videos", "body": {"model": "sora-2", "duration": 2, "resolution": "1080p", "prompt": "@char_4ke4w3rwvmlb salutes"}, "encoding": "json"}','{"id":"video_a5f9b5c7-9733-4009-915b-d608575afada","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/Z64pDmmY0lT30vFyDZZNpz79Hijyq8oQ.mp4"}','http://127.0.0.1:8747/outputs/Z64pDmmY0lT30vFyDZZNpz79Hijyq8oQ.mp4',NULL,NULL,NULL,NULL,1796044091504,1796044091682,1796044091623,1,'{"duration": 2}',1,5,'3a',1,4,0,'',200000,'USD',1,1796044091509,0,0);
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
INSERT INTO "upload" VALUES(2,'kept/90/90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4','http://127.0.0.1:8747/files/up-90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4',NULL,1796044090889);
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
INSERT INTO "voice" VALUES(1,'6jp3j5u2bxzbldps',6,31,NULL,NULL,NULL,NULL,1796044091163,1796044091163);
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
INSERT INTO "window" VALUES(1,'sdalltm6efhrhrwe',1,1,5000,8000,1796044087788,'kept',NULL);
INSERT INTO "window" VALUES(2,'hfnnzssyplnmv22b',1,2,1500,4000,1796044088675,'kept',NULL);
INSERT INTO "window" VALUES(3,'ssnbgvfj64rp3wtc',1,3,0,3000,1796044088801,'kept',NULL);
INSERT INTO "window" VALUES(4,'pew5z3xg74vden67',3,7,0,1500,1796044090565,'kept',NULL);
INSERT INTO "window" VALUES(5,'d7i5scdyj4mulcw2',2,8,2000,5000,1796044090893,'kept',NULL);
INSERT INTO "window" VALUES(6,'kf5raub5dsp65diq',2,6,2000,5000,1796044091137,'kept',NULL);
INSERT INTO "window" VALUES(7,'o6egg5f7hfrgjk5d',1,1,6000,9000,1796044091196,'kept',1);
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
CREATE INDEX ix_shared_asks ON shared (kind, uid) WHERE asks = 1 OR stand_ins <> '';
PRAGMA writable_schema=OFF;
COMMIT;
