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
INSERT INTO "account" VALUES(1,'ihlvu4zhwaws3eka','home',1,'http://127.0.0.1:8747/async/sora/v1','KEY',1796044208809,1796044208809,NULL,NULL,0,NULL,'');
INSERT INTO "account" VALUES(2,'kbn6vgg4capzgaci','kling',1,'http://127.0.0.1:8747/async/sora/v1','KEY',1796044208846,1796044208846,NULL,NULL,0,'{"command": "sh -c ''cp {file} /films/up-$(basename {name}); echo http://127.0.0.1:8747/files/up-$(basename {name})''"}','');
INSERT INTO "account" VALUES(3,'os3q7mbhej3rq7fy','tutorial',2,'http://127.0.0.1:8747/sync/v1/sora','KEY',1796044208895,1796044208895,NULL,NULL,0,NULL,'');
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
INSERT INTO "binding" VALUES(1,'xvbkbg6dmn7d6owo',1,1,1,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "5,8"}, "encoding": "json"}','task_03d65f47515842ebb12a2bade5dfb177','char_e22cmsd1dwhz','@char_e22cmsd1dwhz',NULL,NULL,'{"task_id":"task_03d65f47515842ebb12a2bade5dfb177","status":"completed","character_id":"char_e22cmsd1dwhz"}',NULL,NULL,NULL,NULL,1796044209161,1796044209521,1,NULL,NULL,50000,'USD',1,1796044209327,0,0);
INSERT INTO "binding" VALUES(2,'x6mtq672myrdt7bf',2,3,2,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "1.5,4"}, "encoding": "json"}',NULL,'char_17w1nqtsa8a8','@char_17w1nqtsa8a8',NULL,NULL,'{"character_id":"char_17w1nqtsa8a8"}',NULL,NULL,NULL,NULL,1796044209802,1796044209816,1,NULL,NULL,NULL,'',1,1796044209809,0,0);
INSERT INTO "binding" VALUES(3,'6snfsehqlpkqumzj',3,1,3,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "0,3"}, "encoding": "json"}','task_2fbc3f06f9364eeb8280a422521117ae','char_gbo36jdt1c62','@char_gbo36jdt1c62',NULL,NULL,'{"task_id":"task_2fbc3f06f9364eeb8280a422521117ae","status":"completed","character_id":"char_gbo36jdt1c62"}',NULL,NULL,NULL,NULL,1796044209917,1796044210038,1,NULL,NULL,50000,'USD',1,1796044209922,0,0);
INSERT INTO "binding" VALUES(4,'it6mu6a553aoxxvr',4,1,NULL,'ready','added',NULL,NULL,'char_noir','@mia.noir',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796044210171,1796044210171,0,NULL,NULL,NULL,'',1,NULL,0,0);
INSERT INTO "binding" VALUES(5,'ggitkul35gr7gk4i',5,3,NULL,'ready','added',NULL,NULL,'char_old','@char_old',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796044210187,1796044210187,0,NULL,NULL,NULL,'',1,NULL,0,0);
INSERT INTO "binding" VALUES(6,'4z4slfocsucbak5d',6,1,NULL,'ready','added',NULL,NULL,'char_same','@char_same',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796044210203,1796044210203,0,NULL,NULL,NULL,'',1,NULL,0,0);
INSERT INTO "binding" VALUES(7,'wsk3uwfbh6pte7cy',7,1,4,'ready','task','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "from_task": "video_e76e9f7a-9ac0-45c0-92c3-efb90b279e07", "timestamps": "0,1.5"}, "encoding": "json"}','task_e3595a514579436bbfecfa0d6a8ab3ec','char_3h1yg8hgdut5','@char_3h1yg8hgdut5',NULL,NULL,'{"task_id":"task_e3595a514579436bbfecfa0d6a8ab3ec","status":"completed","character_id":"char_3h1yg8hgdut5"}',NULL,NULL,NULL,NULL,1796044211893,1796044212020,1,NULL,NULL,50000,'USD',1,1796044211905,0,0);
INSERT INTO "binding" VALUES(8,'fyrdly47xwuoswyq',8,2,5,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/up-90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4", "timestamps": "2,5"}, "encoding": "json"}','task_ba3468c952604d7eb99dce8ef7f15e74','char_fy0gjf31ykpv','@char_fy0gjf31ykpv',NULL,NULL,'{"task_id":"task_ba3468c952604d7eb99dce8ef7f15e74","status":"completed","character_id":"char_fy0gjf31ykpv"}',NULL,NULL,NULL,NULL,1796044212259,1796044212388,1,NULL,NULL,50000,'USD',1,1796044212266,0,0);
INSERT INTO "binding" VALUES(9,'r2lh4anta3broam4',6,1,NULL,'ready','added',NULL,NULL,'voice_sam',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796044212590,1796044212590,0,1,NULL,NULL,'',1,NULL,0,0);
INSERT INTO "binding" VALUES(10,'223whke552nhd6eq',1,1,7,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "6,9"}, "encoding": "json"}','task_e88c5d469eeb482cbcc4bf6f577b4fff','char_918xvwgorplx','@char_918xvwgorplx',NULL,NULL,'{"task_id":"task_e88c5d469eeb482cbcc4bf6f577b4fff","status":"completed","character_id":"char_918xvwgorplx"}',NULL,NULL,NULL,NULL,1796044212622,1796044212752,1,NULL,1,50000,'USD',1,1796044212629,0,0);
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
INSERT INTO "change" VALUES(1,1,'account','{"before": null, "after": {"id": 1, "uid": "ihlvu4zhwaws3eka", "name": "home", "profile_id": 1, "base_url": "http://127.0.0.1:8747/async/sora/v1", "key_env": "KEY", "created_at": 1796044208809, "updated_at": 1796044208809, "key_command": null, "key_ring": null, "allows_http": 0, "upload": null, "budget": ""}}');
INSERT INTO "change" VALUES(2,2,'account','{"before": null, "after": {"id": 2, "uid": "kbn6vgg4capzgaci", "name": "kling", "profile_id": 1, "base_url": "http://127.0.0.1:8747/async/sora/v1", "key_env": "KEY", "created_at": 1796044208846, "updated_at": 1796044208846, "key_command": null, "key_ring": null, "allows_http": 0, "upload": "{\"command\": \"sh -c ''cp {file} /films/up-$(basename {name}); echo http://127.0.0.1:8747/files/up-$(basename {name})''\"}", "budget": ""}}');
INSERT INTO "change" VALUES(3,3,'account','{"before": null, "after": {"id": 3, "uid": "os3q7mbhej3rq7fy", "name": "tutorial", "profile_id": 2, "base_url": "http://127.0.0.1:8747/sync/v1/sora", "key_env": "KEY", "created_at": 1796044208895, "updated_at": 1796044208895, "key_command": null, "key_ring": null, "allows_http": 0, "upload": null, "budget": ""}}');
INSERT INTO "change" VALUES(4,4,'setting','{"key": "account", "before": null, "after": "home"}');
INSERT INTO "change" VALUES(5,5,'tag','{"before": null, "after": [1, "qqxtyzois4y3gpy2", "hero", 1796044209161]}');
INSERT INTO "change" VALUES(6,5,'tag','{"before": null, "after": [2, "xspqk5ozmwzpp4ci", "role:lead", 1796044209161]}');
INSERT INTO "change" VALUES(7,5,'added','{"ids": [[1, 1]]}');
INSERT INTO "change" VALUES(8,5,'source','{"before": null, "after": {"id": 1, "uid": "cfoon3jn33c6d652", "kind": "url", "ref": "http://127.0.0.1:8747/files/mia.mp4", "label": null, "task_id": null, "sha256": null, "bytes": null, "duration_ms": null, "width": null, "height": null, "media_path": null, "created_at": 1796044209161, "updated_at": 1796044209161}}');
INSERT INTO "change" VALUES(9,5,'made','{"table": "window", "ids": [[1, 1]]}');
INSERT INTO "change" VALUES(10,5,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(11,6,'added','{"ids": [[2, 2]]}');
INSERT INTO "change" VALUES(12,6,'made','{"table": "window", "ids": [[2, 2]]}');
INSERT INTO "change" VALUES(13,6,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(14,7,'tag','{"before": null, "after": [3, "ijdccfqmgd7we6c2", "ไทย", 1796044209917]}');
INSERT INTO "change" VALUES(15,7,'added','{"ids": [[3, 3]]}');
INSERT INTO "change" VALUES(16,7,'made','{"table": "window", "ids": [[3, 3]]}');
INSERT INTO "change" VALUES(17,7,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(18,8,'project','{"before": null, "after": {"id": 2, "uid": "chnxvk7sg5caqfwj", "slug": "noir", "name": "Noir", "notes": "second season", "created_at": 1796044210149, "updated_at": 1796044210149, "n": 0, "episode": null}}');
INSERT INTO "change" VALUES(19,9,'tag','{"before": null, "after": [4, "ktpljpbl64sqv5fk", "villain", 1796044210171]}');
INSERT INTO "change" VALUES(20,9,'added','{"ids": [[4, 4]]}');
INSERT INTO "change" VALUES(21,9,'made','{"table": "binding", "ids": [[4, 4]]}');
INSERT INTO "change" VALUES(22,10,'tag','{"before": null, "after": [5, "2dtkqe7b5uq2ct6z", "gone", 1796044210187]}');
INSERT INTO "change" VALUES(23,10,'added','{"ids": [[5, 5]]}');
INSERT INTO "change" VALUES(24,10,'made','{"table": "binding", "ids": [[5, 5]]}');
INSERT INTO "change" VALUES(25,11,'added','{"ids": [[6, 6]]}');
INSERT INTO "change" VALUES(26,11,'made','{"table": "binding", "ids": [[6, 6]]}');
INSERT INTO "change" VALUES(27,12,'edited','{"columns": ["notes"], "before": [[[[1, 1]], [""]]], "after": [[[[1, 1]], ["left-handed\nsecond line"]]]}');
INSERT INTO "change" VALUES(28,13,'edited','{"columns": ["likeness", "consent"], "before": [[[[2, 2]], ["", ""]]], "after": [[[[2, 2]], ["real", "signed 2026-10-01, in the safe"]]]}');
INSERT INTO "change" VALUES(29,14,'edited','{"columns": ["handle"], "before": [[[[6, 6]], ["same"]]], "after": [[[[6, 6]], ["sam"]]]}');
INSERT INTO "change" VALUES(30,14,'other handle','{"before": null, "after": {"id": 1, "project_id": 1, "handle": "same", "character_id": 6, "created_at": 1796044210269}}');
INSERT INTO "change" VALUES(31,15,'about source','{"id": 1, "before": {"label": null}, "after": {"label": "clip"}}');
INSERT INTO "change" VALUES(32,16,'source','{"before": null, "after": {"id": 2, "uid": "eyrv7k6ahbqnurqs", "kind": "file", "ref": "/films/local.mp4", "label": "home video", "task_id": null, "sha256": "c179c2d6c64d41a2939f4444a9b802fb9bc73f6ceb3d7b542d85a7554d3a4915", "bytes": 57100, "duration_ms": 12000, "width": 640, "height": 360, "media_path": null, "created_at": 1796044210321, "updated_at": 1796044210321}}');
INSERT INTO "change" VALUES(33,17,'tag','{"before": null, "after": [6, "r7q6mo5r5xxuafwk", "cast", 1796044210340]}');
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
INSERT INTO "change" VALUES(48,27,'look','{"id": 1, "character": 1, "before": {"deleted_at": 1796044212622}, "after": {"deleted_at": null}}');
INSERT INTO "change" VALUES(49,27,'made','{"table": "window", "ids": [[7, 7]]}');
INSERT INTO "change" VALUES(50,27,'fact','{"what": "binding"}');
INSERT INTO "change" VALUES(51,28,'look','{"id": 2, "character": 1, "before": {"deleted_at": 1796044212931}, "after": {"deleted_at": null}}');
INSERT INTO "change" VALUES(52,29,'look','{"id": 3, "character": 2, "before": {"deleted_at": 1796044212949}, "after": {"deleted_at": null}}');
INSERT INTO "change" VALUES(53,30,'look','{"id": 2, "character": 1, "before": {"deleted_at": null}, "after": {"deleted_at": 1796044212964}}');
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
INSERT INTO "character" VALUES(1,'6o7izysvyulvvt5r',1,'mia','Mia Wong','a red coat, 红色围巾','left-handed
second line',1796044209161,1796044212964,NULL,'','','mia wong',2,'a white coat','uniform');
INSERT INTO "character" VALUES(2,'s3v5gapjgst5sqbg',1,'tom','Tom 🚀 O''Neil','blue hat; "quoted"','',1796044209802,1796044212949,NULL,'real','signed 2026-10-01, in the safe','tom 🚀 o''neil',0,'a fur hat','winter');
INSERT INTO "character" VALUES(3,'56nthyzmkvyeooaw',1,'林小雨','','','',1796044209917,1796044209917,NULL,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(4,'aoubymzz6motsfna',2,'mia','','','',1796044210171,1796044210171,NULL,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(5,'v6ljeud2qbgarzt5',1,'old','','','',1796044210187,1796044214840,1796044214840,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(6,'wo6erq5bpvn3jakn',1,'sam','','','',1796044210203,1796044212573,NULL,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(7,'4un5gnl5xb6kcobj',1,'zoe','','','',1796044211893,1796044214876,NULL,'','','􏿿',0,'','');
INSERT INTO "character" VALUES(8,'omkdthafklptrbdj',1,'kim','','','',1796044212259,1796044212259,NULL,'','','􏿿',0,'','');
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
INSERT INTO "character_alias" VALUES(1,1,'same',6,1796044210269);
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
INSERT INTO "entry" VALUES(1,'charlib --home /library account add home --profile sandbox --base-url http://127.0.0.1:8747/async/sora/v1 --key-env KEY',1796044208809,NULL,311);
INSERT INTO "entry" VALUES(2,'charlib --home /library account add kling --profile sandbox --base-url http://127.0.0.1:8747/async/sora/v1 --key-env KEY --upload-command ''sh -c ''"''"''cp {file} /films/up-$(basename {name}); echo http://127.0.0.1:8747/files/up-$(basename {name})''"''"''''',1796044208846,NULL,448);
INSERT INTO "entry" VALUES(3,'charlib --home /library account add tutorial --profile sora-sync --base-url http://127.0.0.1:8747/sync/v1/sora --key-env KEY',1796044208895,NULL,314);
INSERT INTO "entry" VALUES(4,'charlib --home /library account use home',1796044208907,NULL,51);
INSERT INTO "entry" VALUES(5,'charlib --home /library create mia --url http://127.0.0.1:8747/files/mia.mp4 --window 5,8 --name ''Mia Wong'' --look ''a red coat, 红色围巾'' --tag hero --tag role:lead',1796044209161,NULL,541);
INSERT INTO "entry" VALUES(6,'charlib --home /library create tom --url http://127.0.0.1:8747/files/mia.mp4 --window 1.5,4 --account tutorial --name ''Tom 🚀 O''"''"''Neil'' --look ''blue hat; "quoted"'' --tag hero',1796044209802,NULL,72);
INSERT INTO "entry" VALUES(7,'charlib --home /library create ''林小雨'' --url http://127.0.0.1:8747/files/mia.mp4 --window 0,3 --tag ''ไทย''',1796044209917,NULL,144);
INSERT INTO "entry" VALUES(8,'charlib --home /library project add noir --name Noir --notes ''second season''',1796044210149,NULL,204);
INSERT INTO "entry" VALUES(9,'charlib --home /library --project noir add mia --id char_noir --mention @mia.noir --tag villain',1796044210171,NULL,130);
INSERT INTO "entry" VALUES(10,'charlib --home /library add old --id char_old --account tutorial --tag gone',1796044210187,NULL,127);
INSERT INTO "entry" VALUES(11,'charlib --home /library add same --id char_same',1796044210203,NULL,54);
INSERT INTO "entry" VALUES(12,'charlib --home /library edit mia --notes ''left-handed
second line''',1796044210236,NULL,105);
INSERT INTO "entry" VALUES(13,'charlib --home /library edit tom --likeness real --consent ''signed 2026-10-01, in the safe''',1796044210254,NULL,137);
INSERT INTO "entry" VALUES(14,'charlib --home /library rename same sam',1796044210269,NULL,208);
INSERT INTO "entry" VALUES(15,'charlib --home /library source add http://127.0.0.1:8747/files/mia.mp4 --label clip',1796044210297,NULL,64);
INSERT INTO "entry" VALUES(16,'charlib --home /library source add /films/local.mp4 --label ''home video''',1796044210321,NULL,385);
INSERT INTO "entry" VALUES(17,'charlib --home /library tag nest hero cast',1796044210340,NULL,128);
INSERT INTO "entry" VALUES(18,'charlib --home /library tag alias held hero',1796044210351,NULL,44);
INSERT INTO "entry" VALUES(19,'charlib --home /library search --save cast tag:hero',1796044210394,NULL,53);
INSERT INTO "entry" VALUES(20,'charlib --home /library generate ''@mia walks in the rain'' --param duration=2 --wait',1796044210557,NULL,16);
INSERT INTO "entry" VALUES(21,'charlib --home /library generate ''an empty street'' --account tutorial --param duration=2 --wait',1796044210802,NULL,16);
INSERT INTO "entry" VALUES(22,'charlib --home /library create zoe --task 1 --window 0,1.5',1796044211893,NULL,72);
INSERT INTO "entry" VALUES(23,'charlib --home /library create kim --account kling --source /films/local.mp4 --window 2,5',1796044212259,NULL,72);
INSERT INTO "entry" VALUES(24,'charlib --home /library keep sam --source /films/local.mp4 --window 2,5',1796044212533,NULL,36);
INSERT INTO "entry" VALUES(25,'charlib --home /library voice add sam --file /films/sam.wav',1796044212573,NULL,37);
INSERT INTO "entry" VALUES(26,'charlib --home /library voice add sam --id voice_sam',1796044212590,NULL,37);
INSERT INTO "entry" VALUES(27,'charlib --home /library look add mia uniform --description ''a white coat'' --episodes 4-12 --url http://127.0.0.1:8747/files/mia.mp4 --window 6,9',1796044212622,NULL,152);
INSERT INTO "entry" VALUES(28,'charlib --home /library look add mia wet --description ''脱下外套''',1796044212931,NULL,97);
INSERT INTO "entry" VALUES(29,'charlib --home /library look add tom winter --description ''a fur hat''',1796044212949,NULL,97);
INSERT INTO "entry" VALUES(30,'charlib --home /library look rm mia wet',1796044212964,NULL,97);
INSERT INTO "entry" VALUES(31,'charlib --home /library generate ''@mia+uniform salutes'' --episode 5 --scene 3a --param duration=2 --wait',1796044212985,NULL,16);
INSERT INTO "entry" VALUES(32,'charlib --home /library take rate 3 4',1796044213231,NULL,66);
INSERT INTO "entry" VALUES(33,'charlib --home /library rm old',1796044214840,NULL,17);
INSERT INTO "entry" VALUES(34,'charlib --home /library rm zoe',1796044214856,1796044214876,17);
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
INSERT INTO "likeness_check" VALUES(1,3,1,1,'cannot-tell',NULL,NULL,NULL,NULL,1796044214829,'none of its kept stills shows a clear face');
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
INSERT INTO "look" VALUES(1,'hws4dfaspognnlxx',1,'uniform','a white coat','4-12',NULL,1796044212622,1796044212622);
INSERT INTO "look" VALUES(2,'cohtq53ok7xt46ef',1,'wet','脱下外套','',1796044212964,1796044212931,1796044212964);
INSERT INTO "look" VALUES(3,'qly2ldkk7aigz5rn',2,'winter','a fur hat','',NULL,1796044212949,1796044212949);
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
INSERT INTO "medium" VALUES(1,'kept/90/90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4','90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152','video/mp4',55957,640,360,10791,1796044209787);
INSERT INTO "medium" VALUES(2,'kept/8f/8ff51f81228fc90fc9e734c3e493297b173c7b85619f0db7d2c26951f06c1ce9.jpg','8ff51f81228fc90fc9e734c3e493297b173c7b85619f0db7d2c26951f06c1ce9','image/jpeg',12989,640,360,NULL,1796044209787);
INSERT INTO "medium" VALUES(3,'kept/cd/cdca59e2ee5b7ed5f00724d4e3ccceb25ea80f1a64fef652e54dbaea086cf604.jpg','cdca59e2ee5b7ed5f00724d4e3ccceb25ea80f1a64fef652e54dbaea086cf604','image/jpeg',13241,640,360,NULL,1796044209787);
INSERT INTO "medium" VALUES(4,'kept/98/981509772a0c628370614ee17ec68b209f41b3751cdca41d476a5e059f5db0bd.jpg','981509772a0c628370614ee17ec68b209f41b3751cdca41d476a5e059f5db0bd','image/jpeg',13399,640,360,NULL,1796044209787);
INSERT INTO "medium" VALUES(5,'kept/e7/e7ef6ca2322d08359217fa50065467018f23b0e7510c51438705d7b0cfcf7cdb.jpg','e7ef6ca2322d08359217fa50065467018f23b0e7510c51438705d7b0cfcf7cdb','image/jpeg',13335,640,360,NULL,1796044209787);
INSERT INTO "medium" VALUES(6,'kept/91/916b718880226af5cb8c42f593eeea5322921d816b5814f26fa2723d76d27be5.jpg','916b718880226af5cb8c42f593eeea5322921d816b5814f26fa2723d76d27be5','image/jpeg',12264,640,360,NULL,1796044209787);
INSERT INTO "medium" VALUES(7,'kept/ea/ea37fcaedfe3ac54c872c4c274eab234df3626885a20a31da3c460a1a41eb9d1.jpg','ea37fcaedfe3ac54c872c4c274eab234df3626885a20a31da3c460a1a41eb9d1','image/jpeg',12955,640,360,NULL,1796044209787);
INSERT INTO "medium" VALUES(8,'kept/6d/6de20d95c65f4c37152e57d3a398810c3e0fded64a6d05cedefc7888b30c5664.jpg','6de20d95c65f4c37152e57d3a398810c3e0fded64a6d05cedefc7888b30c5664','image/jpeg',3509,640,360,NULL,1796044209897);
INSERT INTO "medium" VALUES(9,'kept/94/94cd9eda35e04f3a0dfffad9e0a64ff082cfe0fa07c627de2fc815d39072b774.jpg','94cd9eda35e04f3a0dfffad9e0a64ff082cfe0fa07c627de2fc815d39072b774','image/jpeg',3173,640,360,NULL,1796044209897);
INSERT INTO "medium" VALUES(10,'kept/0d/0d04f95106a0fcc8e40ed0e86e5abea5a314b4e51ffa21bf7b3a5756316e1e57.jpg','0d04f95106a0fcc8e40ed0e86e5abea5a314b4e51ffa21bf7b3a5756316e1e57','image/jpeg',3430,640,360,NULL,1796044209897);
INSERT INTO "medium" VALUES(11,'kept/61/6107a389e6eb171cc3dcddc1d90f325ad9d9aede53e5735675ecfb650218ffa3.jpg','6107a389e6eb171cc3dcddc1d90f325ad9d9aede53e5735675ecfb650218ffa3','image/jpeg',3545,640,360,NULL,1796044209897);
INSERT INTO "medium" VALUES(12,'kept/87/87fdd0b86c430ca4e9a8bab2f02853ab4d501d26572f07f6f9f732163bd1b35b.jpg','87fdd0b86c430ca4e9a8bab2f02853ab4d501d26572f07f6f9f732163bd1b35b','image/jpeg',17367,640,360,NULL,1796044209897);
INSERT INTO "medium" VALUES(13,'kept/dd/dd01aa4c05b9262297ec691833a2fb2334e7eb08de831e168a80ef3e6ff3f6f0.jpg','dd01aa4c05b9262297ec691833a2fb2334e7eb08de831e168a80ef3e6ff3f6f0','image/jpeg',17631,640,360,NULL,1796044209897);
INSERT INTO "medium" VALUES(14,'kept/45/45c4eaab105e9d3c9e47f6e58eb71b0b0ce86aad1af5b1b59f271b38740dbb34.jpg','45c4eaab105e9d3c9e47f6e58eb71b0b0ce86aad1af5b1b59f271b38740dbb34','image/jpeg',3339,640,360,NULL,1796044210127);
INSERT INTO "medium" VALUES(15,'kept/9d/9de2db7e6bb39f89f99a7682a2ac006730f6d9cfdb0583b2d8008658c25ecb87.jpg','9de2db7e6bb39f89f99a7682a2ac006730f6d9cfdb0583b2d8008658c25ecb87','image/jpeg',2919,640,360,NULL,1796044210127);
INSERT INTO "medium" VALUES(16,'kept/4a/4a32d47a297a8a72ce59976ba823351e47c59ebe5318746006c0152c674b0a4e.jpg','4a32d47a297a8a72ce59976ba823351e47c59ebe5318746006c0152c674b0a4e','image/jpeg',3068,640,360,NULL,1796044210127);
INSERT INTO "medium" VALUES(17,'kept/51/512805606cc6e69c72b2b6acb4735518ed2817ac80ea036b19a926572011a858.jpg','512805606cc6e69c72b2b6acb4735518ed2817ac80ea036b19a926572011a858','image/jpeg',3208,640,360,NULL,1796044210127);
INSERT INTO "medium" VALUES(18,'kept/7d/7dccbabfc0662e4f4ae287b445952cab5cda4b7415a6f0eb378487ef19383f20.jpg','7dccbabfc0662e4f4ae287b445952cab5cda4b7415a6f0eb378487ef19383f20','image/jpeg',3474,640,360,NULL,1796044210127);
INSERT INTO "medium" VALUES(19,'kept/b4/b4f15cfdfaf1f2d607acc85fb571eb0001bb14b667be05646a9a84106a2fc9e5.jpg','b4f15cfdfaf1f2d607acc85fb571eb0001bb14b667be05646a9a84106a2fc9e5','image/jpeg',3605,640,360,NULL,1796044210127);
INSERT INTO "medium" VALUES(20,'kept/d0/d042de2d5b82e19a00109101dbab74933717536af15a403aff9d97bb9b87ba6b.mp4','d042de2d5b82e19a00109101dbab74933717536af15a403aff9d97bb9b87ba6b','video/mp4',6419,64,36,2000,1796044212093);
INSERT INTO "medium" VALUES(21,'kept/27/279c039228543017770e952ad310ae5244226a91b64e7daebc8d572e792106c1.jpg','279c039228543017770e952ad310ae5244226a91b64e7daebc8d572e792106c1','image/jpeg',1386,64,36,NULL,1796044212093);
INSERT INTO "medium" VALUES(22,'kept/c2/c2de7c33926c632e075e351edcd1e72ab8d0b70ee9965fc0fa0779362228b7bb.jpg','c2de7c33926c632e075e351edcd1e72ab8d0b70ee9965fc0fa0779362228b7bb','image/jpeg',1287,64,36,NULL,1796044212093);
INSERT INTO "medium" VALUES(23,'kept/27/278685fe48e1257bbeb4374858279619eeb5c17d31d80be788d1fb0c5b70690b.jpg','278685fe48e1257bbeb4374858279619eeb5c17d31d80be788d1fb0c5b70690b','image/jpeg',1291,64,36,NULL,1796044212093);
INSERT INTO "medium" VALUES(24,'kept/d4/d46fae946ad80ccede4c0d60e871f83c1183d3381d1de0ac642ba10c8eaff785.jpg','d46fae946ad80ccede4c0d60e871f83c1183d3381d1de0ac642ba10c8eaff785','image/jpeg',1564,64,36,NULL,1796044212093);
INSERT INTO "medium" VALUES(25,'kept/45/45b94d53c5a1159970d11e1ecb705b8a217c1881188ce0ffd173382c3f2db1b6.jpg','45b94d53c5a1159970d11e1ecb705b8a217c1881188ce0ffd173382c3f2db1b6','image/jpeg',1384,64,36,NULL,1796044212093);
INSERT INTO "medium" VALUES(26,'kept/40/4002051927da7de91f502ee27e9c99456d82eab430358b193387717d4e72d58b.jpg','4002051927da7de91f502ee27e9c99456d82eab430358b193387717d4e72d58b','image/jpeg',1380,64,36,NULL,1796044212093);
INSERT INTO "medium" VALUES(27,'kept/bd/bd762ca294a4df9e9ffae381105791c55955f1fe2942d06851e72363f3641ef4.jpg','bd762ca294a4df9e9ffae381105791c55955f1fe2942d06851e72363f3641ef4','image/jpeg',17811,640,360,NULL,1796044212259);
INSERT INTO "medium" VALUES(28,'kept/2f/2fa4fc41b1a75597e33e461ba6507e6556b9e63248e8d57b5497b2772a825ca5.jpg','2fa4fc41b1a75597e33e461ba6507e6556b9e63248e8d57b5497b2772a825ca5','image/jpeg',17041,640,360,NULL,1796044212259);
INSERT INTO "medium" VALUES(29,'kept/ac/ac08257769928fa0991e891fbd9cc48e9cb1196b2ffc016961fa5fde50d26a14.jpg','ac08257769928fa0991e891fbd9cc48e9cb1196b2ffc016961fa5fde50d26a14','image/jpeg',17358,640,360,NULL,1796044212259);
INSERT INTO "medium" VALUES(30,'kept/93/933c73e0d88eb67d428f7bda19f2a21f2a146b6a0302545de752cd293d7b250b.jpg','933c73e0d88eb67d428f7bda19f2a21f2a146b6a0302545de752cd293d7b250b','image/jpeg',17411,640,360,NULL,1796044212259);
INSERT INTO "medium" VALUES(31,'kept/67/67e538eb386baf9a09cd7f1e32febf4b8499bd1af5cef530282cc55a0470a41b.wav','67e538eb386baf9a09cd7f1e32febf4b8499bd1af5cef530282cc55a0470a41b','audio/wav',96044,NULL,NULL,6000,1796044212573);
INSERT INTO "medium" VALUES(32,'kept/ac/ac50b9c40a893fbea5fbc396522b1d71a647069d47b5550aa78a9fc8a6c26f99.mp4','ac50b9c40a893fbea5fbc396522b1d71a647069d47b5550aa78a9fc8a6c26f99','video/mp4',53588,640,360,9000,1796044212907);
INSERT INTO "medium" VALUES(33,'kept/bd/bdf7a38d768280568bfec2a797c44e92d16b22006ddc4cae77669150aff7eecf.jpg','bdf7a38d768280568bfec2a797c44e92d16b22006ddc4cae77669150aff7eecf','image/jpeg',13009,640,360,NULL,1796044212907);
INSERT INTO "medium" VALUES(34,'kept/21/214ef2ec60d53f66bad98195c5b353a5d3724fa9ac378e27a98289beefa44608.jpg','214ef2ec60d53f66bad98195c5b353a5d3724fa9ac378e27a98289beefa44608','image/jpeg',13100,640,360,NULL,1796044212907);
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
',1796044208846);
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
',1796044208895);
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
INSERT INTO "project" VALUES(1,'5fc6981934d15d94','default','','',1796044208606,1796044208606,6,NULL);
INSERT INTO "project" VALUES(2,'chnxvk7sg5caqfwj','noir','Noir','second season',1796044210149,1796044210149,1,NULL);
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
INSERT INTO "prompt" VALUES(1,'ymruza4f3juwplf2',1,1,1,'@mia walks in the rain','@char_e22cmsd1dwhz walks in the rain','{}',1796044210557);
INSERT INTO "prompt" VALUES(2,'vxkk3du765o4eb4n',1,3,2,'an empty street','an empty street','{}',1796044210802);
INSERT INTO "prompt" VALUES(3,'4nsvezfv3urof7zf',1,1,3,'@mia+uniform salutes','@char_918xvwgorplx salutes','{}',1796044212985);
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
INSERT INTO "saved_search" VALUES('cast','tag:hero',1796044210394);
CREATE TABLE setting (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY ("key")
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "setting" VALUES('account','home');
INSERT INTO "setting" VALUES('epoch','wdprt6vktyt5vzr6');
INSERT INTO "setting" VALUES('sent_log','5p6k5jdrhs4xvlqb 9');
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
INSERT INTO "shared" VALUES('account','ihlvu4zhwaws3eka','{"fields":{"base_url":[[1,"5p6k5jdrhs4x-wdprt6",1,"http://127.0.0.1:8747/async/sora/v1"]],"name":[[1,"5p6k5jdrhs4x-wdprt6",1,"home"]],"profile":[[1,"5p6k5jdrhs4x-wdprt6",1,"sandbox"]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('account','kbn6vgg4capzgaci','{"fields":{"base_url":[[1,"5p6k5jdrhs4x-wdprt6",1,"http://127.0.0.1:8747/async/sora/v1"]],"name":[[1,"5p6k5jdrhs4x-wdprt6",1,"kling"]],"profile":[[1,"5p6k5jdrhs4x-wdprt6",1,"sandbox"]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('account','os3q7mbhej3rq7fy','{"fields":{"base_url":[[1,"5p6k5jdrhs4x-wdprt6",1,"http://127.0.0.1:8747/sync/v1/sora"]],"name":[[1,"5p6k5jdrhs4x-wdprt6",1,"tutorial"]],"profile":[[1,"5p6k5jdrhs4x-wdprt6",1,"sora-sync"]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('character','4un5gnl5xb6kcobj','{"fields":{"created_at":[[1,"5p6k5jdrhs4x-wdprt6",1,1796044211893]],"handle":[[1,"5p6k5jdrhs4x-wdprt6",1,"zoe"]],"project":[[1,"5p6k5jdrhs4x-wdprt6",1,"default"]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('character','56nthyzmkvyeooaw','{"fields":{"created_at":[[1,"5p6k5jdrhs4x-wdprt6",1,1796044209917]],"handle":[[1,"5p6k5jdrhs4x-wdprt6",1,"林小雨"]],"project":[[1,"5p6k5jdrhs4x-wdprt6",1,"default"]],"tag/ไทย":[[1,"5p6k5jdrhs4x-wdprt6",1,true]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('character','6o7izysvyulvvt5r','{"fields":{"created_at":[[1,"5p6k5jdrhs4x-wdprt6",1,1796044209161]],"handle":[[1,"5p6k5jdrhs4x-wdprt6",1,"mia"]],"look":[[1,"5p6k5jdrhs4x-wdprt6",1,"a red coat, 红色围巾"]],"looks/hws4dfaspognnlxx/description":[[1,"5p6k5jdrhs4x-wdprt6",1,"a white coat"]],"looks/hws4dfaspognnlxx/episodes":[[1,"5p6k5jdrhs4x-wdprt6",1,"4-12"]],"looks/hws4dfaspognnlxx/name":[[1,"5p6k5jdrhs4x-wdprt6",1,"uniform"]],"name":[[1,"5p6k5jdrhs4x-wdprt6",1,"Mia Wong"]],"notes":[[1,"5p6k5jdrhs4x-wdprt6",1,"left-handed\nsecond line"]],"project":[[1,"5p6k5jdrhs4x-wdprt6",1,"default"]],"tag/hero":[[1,"5p6k5jdrhs4x-wdprt6",1,true]],"tag/role:lead":[[1,"5p6k5jdrhs4x-wdprt6",1,true]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('character','aoubymzz6motsfna','{"fields":{"created_at":[[1,"5p6k5jdrhs4x-wdprt6",1,1796044210171]],"handle":[[1,"5p6k5jdrhs4x-wdprt6",1,"mia"]],"project":[[1,"5p6k5jdrhs4x-wdprt6",1,"noir"]],"tag/villain":[[1,"5p6k5jdrhs4x-wdprt6",1,true]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('character','omkdthafklptrbdj','{"fields":{"created_at":[[1,"5p6k5jdrhs4x-wdprt6",1,1796044212259]],"handle":[[1,"5p6k5jdrhs4x-wdprt6",1,"kim"]],"project":[[1,"5p6k5jdrhs4x-wdprt6",1,"default"]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('character','s3v5gapjgst5sqbg','{"fields":{"consent":[[1,"5p6k5jdrhs4x-wdprt6",1,"signed 2026-10-01, in the safe"]],"created_at":[[1,"5p6k5jdrhs4x-wdprt6",1,1796044209802]],"handle":[[1,"5p6k5jdrhs4x-wdprt6",1,"tom"]],"likeness":[[1,"5p6k5jdrhs4x-wdprt6",1,"real"]],"look":[[1,"5p6k5jdrhs4x-wdprt6",1,"blue hat; \"quoted\""]],"looks/qly2ldkk7aigz5rn/description":[[1,"5p6k5jdrhs4x-wdprt6",1,"a fur hat"]],"looks/qly2ldkk7aigz5rn/name":[[1,"5p6k5jdrhs4x-wdprt6",1,"winter"]],"name":[[1,"5p6k5jdrhs4x-wdprt6",1,"Tom 🚀 O''Neil"]],"project":[[1,"5p6k5jdrhs4x-wdprt6",1,"default"]],"tag/hero":[[1,"5p6k5jdrhs4x-wdprt6",1,true]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('character','wo6erq5bpvn3jakn','{"fields":{"alias/same":[[1,"5p6k5jdrhs4x-wdprt6",1,true]],"created_at":[[1,"5p6k5jdrhs4x-wdprt6",1,1796044210203]],"handle":[[1,"5p6k5jdrhs4x-wdprt6",1,"sam"]],"project":[[1,"5p6k5jdrhs4x-wdprt6",1,"default"]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('footage','4un5gnl5xb6kcobj','{"fields":{"footage/b3azz32edche3adq":[[1,"5p6k5jdrhs4x-wdprt6",1,{"end_ms":1500,"keeping":"kept","kept":[{"bytes":6419,"duration_ms":2000,"height":36,"mime":"video/mp4","position":0,"role":"clip","sha256":"d042de2d5b82e19a00109101dbab74933717536af15a403aff9d97bb9b87ba6b","start_ms":0,"width":64},{"bytes":1386,"height":36,"mime":"image/jpeg","position":0,"role":"frontal","sha256":"279c039228543017770e952ad310ae5244226a91b64e7daebc8d572e792106c1","width":64},{"bytes":1287,"height":36,"mime":"image/jpeg","position":0,"role":"still","sha256":"c2de7c33926c632e075e351edcd1e72ab8d0b70ee9965fc0fa0779362228b7bb","width":64},{"bytes":1291,"height":36,"mime":"image/jpeg","position":1,"role":"still","sha256":"278685fe48e1257bbeb4374858279619eeb5c17d31d80be788d1fb0c5b70690b","width":64},{"bytes":1564,"height":36,"mime":"image/jpeg","position":2,"role":"still","sha256":"d46fae946ad80ccede4c0d60e871f83c1183d3381d1de0ac642ba10c8eaff785","width":64},{"bytes":1384,"height":36,"mime":"image/jpeg","position":3,"role":"still","sha256":"45b94d53c5a1159970d11e1ecb705b8a217c1881188ce0ffd173382c3f2db1b6","width":64},{"bytes":1380,"height":36,"mime":"image/jpeg","position":4,"role":"still","sha256":"4002051927da7de91f502ee27e9c99456d82eab430358b193387717d4e72d58b","width":64}],"look":"","source":{"account":"ihlvu4zhwaws3eka","remote_id":"video_e76e9f7a-9ac0-45c0-92c3-efb90b279e07","task":"m2rqarayzqnmval2"},"start_ms":0}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('footage','56nthyzmkvyeooaw','{"fields":{"footage/u6k4fh57zbfznrk7":[[1,"5p6k5jdrhs4x-wdprt6",1,{"end_ms":3000,"keeping":"kept","kept":[{"bytes":55957,"duration_ms":10791,"height":360,"mime":"video/mp4","position":0,"role":"clip","sha256":"90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152","start_ms":0,"width":640},{"bytes":3339,"height":360,"mime":"image/jpeg","position":0,"role":"frontal","sha256":"45c4eaab105e9d3c9e47f6e58eb71b0b0ce86aad1af5b1b59f271b38740dbb34","width":640},{"bytes":2919,"height":360,"mime":"image/jpeg","position":0,"role":"still","sha256":"9de2db7e6bb39f89f99a7682a2ac006730f6d9cfdb0583b2d8008658c25ecb87","width":640},{"bytes":3068,"height":360,"mime":"image/jpeg","position":1,"role":"still","sha256":"4a32d47a297a8a72ce59976ba823351e47c59ebe5318746006c0152c674b0a4e","width":640},{"bytes":3208,"height":360,"mime":"image/jpeg","position":2,"role":"still","sha256":"512805606cc6e69c72b2b6acb4735518ed2817ac80ea036b19a926572011a858","width":640},{"bytes":3474,"height":360,"mime":"image/jpeg","position":3,"role":"still","sha256":"7dccbabfc0662e4f4ae287b445952cab5cda4b7415a6f0eb378487ef19383f20","width":640},{"bytes":3605,"height":360,"mime":"image/jpeg","position":4,"role":"still","sha256":"b4f15cfdfaf1f2d607acc85fb571eb0001bb14b667be05646a9a84106a2fc9e5","width":640}],"look":"","source":{"url":"http://127.0.0.1:8747/files/mia.mp4"},"start_ms":0}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('footage','6o7izysvyulvvt5r','{"fields":{"footage/x7li2jpaijx7pgyo":[[1,"5p6k5jdrhs4x-wdprt6",1,{"end_ms":8000,"keeping":"kept","kept":[{"bytes":55957,"duration_ms":10791,"height":360,"mime":"video/mp4","position":0,"role":"clip","sha256":"90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152","start_ms":0,"width":640},{"bytes":12989,"height":360,"mime":"image/jpeg","position":0,"role":"frontal","sha256":"8ff51f81228fc90fc9e734c3e493297b173c7b85619f0db7d2c26951f06c1ce9","width":640},{"bytes":13241,"height":360,"mime":"image/jpeg","position":0,"role":"still","sha256":"cdca59e2ee5b7ed5f00724d4e3ccceb25ea80f1a64fef652e54dbaea086cf604","width":640},{"bytes":13399,"height":360,"mime":"image/jpeg","position":1,"role":"still","sha256":"981509772a0c628370614ee17ec68b209f41b3751cdca41d476a5e059f5db0bd","width":640},{"bytes":13335,"height":360,"mime":"image/jpeg","position":2,"role":"still","sha256":"e7ef6ca2322d08359217fa50065467018f23b0e7510c51438705d7b0cfcf7cdb","width":640},{"bytes":12264,"height":360,"mime":"image/jpeg","position":3,"role":"still","sha256":"916b718880226af5cb8c42f593eeea5322921d816b5814f26fa2723d76d27be5","width":640},{"bytes":12955,"height":360,"mime":"image/jpeg","position":4,"role":"still","sha256":"ea37fcaedfe3ac54c872c4c274eab234df3626885a20a31da3c460a1a41eb9d1","width":640}],"look":"","source":{"url":"http://127.0.0.1:8747/files/mia.mp4"},"start_ms":5000}]],"footage/xsklmcrwphwe7jxh":[[1,"5p6k5jdrhs4x-wdprt6",1,{"end_ms":9000,"keeping":"kept","kept":[{"bytes":53588,"duration_ms":9000,"height":360,"mime":"video/mp4","position":0,"role":"clip","sha256":"ac50b9c40a893fbea5fbc396522b1d71a647069d47b5550aa78a9fc8a6c26f99","start_ms":3000,"width":640},{"bytes":13009,"height":360,"mime":"image/jpeg","position":0,"role":"frontal","sha256":"bdf7a38d768280568bfec2a797c44e92d16b22006ddc4cae77669150aff7eecf","width":640},{"bytes":13335,"height":360,"mime":"image/jpeg","position":0,"role":"still","sha256":"e7ef6ca2322d08359217fa50065467018f23b0e7510c51438705d7b0cfcf7cdb","width":640},{"bytes":12989,"height":360,"mime":"image/jpeg","position":1,"role":"still","sha256":"8ff51f81228fc90fc9e734c3e493297b173c7b85619f0db7d2c26951f06c1ce9","width":640},{"bytes":12264,"height":360,"mime":"image/jpeg","position":2,"role":"still","sha256":"916b718880226af5cb8c42f593eeea5322921d816b5814f26fa2723d76d27be5","width":640},{"bytes":12955,"height":360,"mime":"image/jpeg","position":3,"role":"still","sha256":"ea37fcaedfe3ac54c872c4c274eab234df3626885a20a31da3c460a1a41eb9d1","width":640},{"bytes":13100,"height":360,"mime":"image/jpeg","position":4,"role":"still","sha256":"214ef2ec60d53f66bad98195c5b353a5d3724fa9ac378e27a98289beefa44608","width":640}],"look":"hws4dfaspognnlxx","source":{"url":"http://127.0.0.1:8747/files/mia.mp4"},"start_ms":6000}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('footage','omkdthafklptrbdj','{"fields":{"footage/nzqxup5q2jp4bi6s":[[1,"5p6k5jdrhs4x-wdprt6",1,{"end_ms":5000,"keeping":"kept","kept":[{"bytes":55957,"duration_ms":10791,"height":360,"mime":"video/mp4","position":0,"role":"clip","sha256":"90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152","start_ms":0,"width":640},{"bytes":17811,"height":360,"mime":"image/jpeg","position":0,"role":"frontal","sha256":"bd762ca294a4df9e9ffae381105791c55955f1fe2942d06851e72363f3641ef4","width":640},{"bytes":3474,"height":360,"mime":"image/jpeg","position":0,"role":"still","sha256":"7dccbabfc0662e4f4ae287b445952cab5cda4b7415a6f0eb378487ef19383f20","width":640},{"bytes":3605,"height":360,"mime":"image/jpeg","position":1,"role":"still","sha256":"b4f15cfdfaf1f2d607acc85fb571eb0001bb14b667be05646a9a84106a2fc9e5","width":640},{"bytes":17041,"height":360,"mime":"image/jpeg","position":2,"role":"still","sha256":"2fa4fc41b1a75597e33e461ba6507e6556b9e63248e8d57b5497b2772a825ca5","width":640},{"bytes":17358,"height":360,"mime":"image/jpeg","position":3,"role":"still","sha256":"ac08257769928fa0991e891fbd9cc48e9cb1196b2ffc016961fa5fde50d26a14","width":640},{"bytes":17411,"height":360,"mime":"image/jpeg","position":4,"role":"still","sha256":"933c73e0d88eb67d428f7bda19f2a21f2a146b6a0302545de752cd293d7b250b","width":640}],"look":"","source":{"file":"local.mp4","sha256":"c179c2d6c64d41a2939f4444a9b802fb9bc73f6ceb3d7b542d85a7554d3a4915"},"start_ms":2000}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('footage','s3v5gapjgst5sqbg','{"fields":{"footage/f5xxzmv7vj2ov6xe":[[1,"5p6k5jdrhs4x-wdprt6",1,{"end_ms":4000,"keeping":"kept","kept":[{"bytes":55957,"duration_ms":10791,"height":360,"mime":"video/mp4","position":0,"role":"clip","sha256":"90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152","start_ms":0,"width":640},{"bytes":3509,"height":360,"mime":"image/jpeg","position":0,"role":"frontal","sha256":"6de20d95c65f4c37152e57d3a398810c3e0fded64a6d05cedefc7888b30c5664","width":640},{"bytes":3173,"height":360,"mime":"image/jpeg","position":0,"role":"still","sha256":"94cd9eda35e04f3a0dfffad9e0a64ff082cfe0fa07c627de2fc815d39072b774","width":640},{"bytes":3430,"height":360,"mime":"image/jpeg","position":1,"role":"still","sha256":"0d04f95106a0fcc8e40ed0e86e5abea5a314b4e51ffa21bf7b3a5756316e1e57","width":640},{"bytes":3545,"height":360,"mime":"image/jpeg","position":2,"role":"still","sha256":"6107a389e6eb171cc3dcddc1d90f325ad9d9aede53e5735675ecfb650218ffa3","width":640},{"bytes":17367,"height":360,"mime":"image/jpeg","position":3,"role":"still","sha256":"87fdd0b86c430ca4e9a8bab2f02853ab4d501d26572f07f6f9f732163bd1b35b","width":640},{"bytes":17631,"height":360,"mime":"image/jpeg","position":4,"role":"still","sha256":"dd01aa4c05b9262297ec691833a2fb2334e7eb08de831e168a80ef3e6ff3f6f0","width":640}],"look":"","source":{"url":"http://127.0.0.1:8747/files/mia.mp4"},"start_ms":1500}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('footage','wo6erq5bpvn3jakn','{"fields":{"footage/hc4rdchaybgrepwf":[[1,"5p6k5jdrhs4x-wdprt6",1,{"end_ms":5000,"keeping":"kept","kept":[{"bytes":55957,"duration_ms":10791,"height":360,"mime":"video/mp4","position":0,"role":"clip","sha256":"90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152","start_ms":0,"width":640},{"bytes":17811,"height":360,"mime":"image/jpeg","position":0,"role":"frontal","sha256":"bd762ca294a4df9e9ffae381105791c55955f1fe2942d06851e72363f3641ef4","width":640},{"bytes":3474,"height":360,"mime":"image/jpeg","position":0,"role":"still","sha256":"7dccbabfc0662e4f4ae287b445952cab5cda4b7415a6f0eb378487ef19383f20","width":640},{"bytes":3605,"height":360,"mime":"image/jpeg","position":1,"role":"still","sha256":"b4f15cfdfaf1f2d607acc85fb571eb0001bb14b667be05646a9a84106a2fc9e5","width":640},{"bytes":17041,"height":360,"mime":"image/jpeg","position":2,"role":"still","sha256":"2fa4fc41b1a75597e33e461ba6507e6556b9e63248e8d57b5497b2772a825ca5","width":640},{"bytes":17358,"height":360,"mime":"image/jpeg","position":3,"role":"still","sha256":"ac08257769928fa0991e891fbd9cc48e9cb1196b2ffc016961fa5fde50d26a14","width":640},{"bytes":17411,"height":360,"mime":"image/jpeg","position":4,"role":"still","sha256":"933c73e0d88eb67d428f7bda19f2a21f2a146b6a0302545de752cd293d7b250b","width":640}],"look":"","source":{"file":"local.mp4","sha256":"c179c2d6c64d41a2939f4444a9b802fb9bc73f6ceb3d7b542d85a7554d3a4915"},"start_ms":2000}]],"voice":[[1,"5p6k5jdrhs4x-wdprt6",1,{"kept":{"bytes":96044,"duration_ms":6000,"mime":"audio/wav","sha256":"67e538eb386baf9a09cd7f1e32febf4b8499bd1af5cef530282cc55a0470a41b"},"uid":"a6rqxxvp3unvu7ho"}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('ids','4un5gnl5xb6kcobj','{"fields":{"binding/ihlvu4zhwaws3eka/char_3h1yg8hgdut5":[[1,"5p6k5jdrhs4x-wdprt6",1,{"created_at":1796044211893,"is_voice":false,"look":"","mention":"@char_3h1yg8hgdut5","method":"task","state":"ready","window":"b3azz32edche3adq"}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('ids','56nthyzmkvyeooaw','{"fields":{"binding/ihlvu4zhwaws3eka/char_gbo36jdt1c62":[[1,"5p6k5jdrhs4x-wdprt6",1,{"created_at":1796044209917,"is_voice":false,"look":"","mention":"@char_gbo36jdt1c62","method":"url","state":"ready","window":"u6k4fh57zbfznrk7"}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('ids','6o7izysvyulvvt5r','{"fields":{"binding/ihlvu4zhwaws3eka/char_918xvwgorplx":[[1,"5p6k5jdrhs4x-wdprt6",1,{"created_at":1796044212622,"is_voice":false,"look":"hws4dfaspognnlxx","mention":"@char_918xvwgorplx","method":"url","state":"ready","window":"xsklmcrwphwe7jxh"}]],"binding/ihlvu4zhwaws3eka/char_e22cmsd1dwhz":[[1,"5p6k5jdrhs4x-wdprt6",1,{"created_at":1796044209161,"is_voice":false,"look":"","mention":"@char_e22cmsd1dwhz","method":"url","state":"ready","window":"x7li2jpaijx7pgyo"}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('ids','aoubymzz6motsfna','{"fields":{"binding/ihlvu4zhwaws3eka/char_noir":[[1,"5p6k5jdrhs4x-wdprt6",1,{"created_at":1796044210171,"is_voice":false,"look":"","mention":"@mia.noir","method":"added","state":"ready"}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('ids','omkdthafklptrbdj','{"fields":{"binding/kbn6vgg4capzgaci/char_fy0gjf31ykpv":[[1,"5p6k5jdrhs4x-wdprt6",1,{"created_at":1796044212259,"is_voice":false,"look":"","mention":"@char_fy0gjf31ykpv","method":"url","state":"ready","window":"nzqxup5q2jp4bi6s"}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('ids','s3v5gapjgst5sqbg','{"fields":{"binding/os3q7mbhej3rq7fy/char_17w1nqtsa8a8":[[1,"5p6k5jdrhs4x-wdprt6",1,{"created_at":1796044209802,"is_voice":false,"look":"","mention":"@char_17w1nqtsa8a8","method":"url","state":"ready","window":"f5xxzmv7vj2ov6xe"}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('ids','wo6erq5bpvn3jakn','{"fields":{"binding/ihlvu4zhwaws3eka/char_same":[[1,"5p6k5jdrhs4x-wdprt6",1,{"created_at":1796044210203,"is_voice":false,"look":"","mention":"@char_same","method":"added","state":"ready"}]],"binding/ihlvu4zhwaws3eka/voice_sam":[[1,"5p6k5jdrhs4x-wdprt6",1,{"created_at":1796044212590,"is_voice":true,"look":"","method":"added","state":"ready"}]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('project','default','{"fields":{"slug":[[1,"5p6k5jdrhs4x-wdprt6",1,"default"]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('project','noir','{"fields":{"name":[[1,"5p6k5jdrhs4x-wdprt6",1,"Noir"]],"notes":[[1,"5p6k5jdrhs4x-wdprt6",1,"second season"]],"slug":[[1,"5p6k5jdrhs4x-wdprt6",1,"noir"]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('task','m2rqarayzqnmval2','{"fields":{"account":[[1,"5p6k5jdrhs4x-wdprt6",1,"ihlvu4zhwaws3eka"]],"characters":[[1,"5p6k5jdrhs4x-wdprt6",1,[["6o7izysvyulvvt5r",""]]]],"completed_at":[[1,"5p6k5jdrhs4x-wdprt6",1,1796044210690]],"cost_is_estimate":[[1,"5p6k5jdrhs4x-wdprt6",1,1]],"cost_micros":[[1,"5p6k5jdrhs4x-wdprt6",1,200000]],"cost_unit":[[1,"5p6k5jdrhs4x-wdprt6",1,"USD"]],"created_at":[[1,"5p6k5jdrhs4x-wdprt6",1,1796044210557]],"model":[[1,"5p6k5jdrhs4x-wdprt6",1,"sora-2"]],"params":[[1,"5p6k5jdrhs4x-wdprt6",1,{"duration":2}]],"project":[[1,"5p6k5jdrhs4x-wdprt6",1,"default"]],"prompt":[[1,"5p6k5jdrhs4x-wdprt6",1,"@char_e22cmsd1dwhz walks in the rain"]],"remote_id":[[1,"5p6k5jdrhs4x-wdprt6",1,"video_e76e9f7a-9ac0-45c0-92c3-efb90b279e07"]],"state":[[1,"5p6k5jdrhs4x-wdprt6",1,"done"]],"template":[[1,"5p6k5jdrhs4x-wdprt6",1,"@mia walks in the rain"]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
INSERT INTO "shared" VALUES('task','oucevh24j222nftz','{"fields":{"account":[[1,"5p6k5jdrhs4x-wdprt6",1,"ihlvu4zhwaws3eka"]],"characters":[[1,"5p6k5jdrhs4x-wdprt6",1,[["6o7izysvyulvvt5r","hws4dfaspognnlxx"]]]],"completed_at":[[1,"5p6k5jdrhs4x-wdprt6",1,1796044213114]],"cost_is_estimate":[[1,"5p6k5jdrhs4x-wdprt6",1,1]],"cost_micros":[[1,"5p6k5jdrhs4x-wdprt6",1,200000]],"cost_unit":[[1,"5p6k5jdrhs4x-wdprt6",1,"USD"]],"created_at":[[1,"5p6k5jdrhs4x-wdprt6",1,1796044212985]],"episode":[[1,"5p6k5jdrhs4x-wdprt6",1,5]],"model":[[1,"5p6k5jdrhs4x-wdprt6",1,"sora-2"]],"params":[[1,"5p6k5jdrhs4x-wdprt6",1,{"duration":2}]],"project":[[1,"5p6k5jdrhs4x-wdprt6",1,"default"]],"prompt":[[1,"5p6k5jdrhs4x-wdprt6",1,"@char_918xvwgorplx salutes"]],"rating":[[1,"5p6k5jdrhs4x-wdprt6",1,4]],"remote_id":[[1,"5p6k5jdrhs4x-wdprt6",1,"video_26fbe948-29a0-4e25-879c-9534b94def31"]],"scene":[[1,"5p6k5jdrhs4x-wdprt6",1,"3a"]],"state":[[1,"5p6k5jdrhs4x-wdprt6",1,"done"]],"take":[[1,"5p6k5jdrhs4x-wdprt6",1,1]],"template":[[1,"5p6k5jdrhs4x-wdprt6",1,"@mia+uniform salutes"]]},"seen":{"5p6k5jdrhs4x-wdprt6":1}}','',0);
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
INSERT INTO "source" VALUES(1,'cfoon3jn33c6d652','url','http://127.0.0.1:8747/files/mia.mp4','clip',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1796044209161,1796044210297);
INSERT INTO "source" VALUES(2,'eyrv7k6ahbqnurqs','file','/films/local.mp4','home video',NULL,'c179c2d6c64d41a2939f4444a9b802fb9bc73f6ceb3d7b542d85a7554d3a4915',57100,12000,640,360,NULL,1796044210321,1796044210321);
INSERT INTO "source" VALUES(3,'gzg3phroapvlqsbp','task','task:video_e76e9f7a-9ac0-45c0-92c3-efb90b279e07',NULL,1,'7465361d1fbc373d861ac5c1dcf0b5d4b0ea66aa920bb3e5942b0345906e9b3e',6388,2000,64,36,'/library/media/films/2026-11-30_mia-walks-in-the-rain_7465361d.mp4',1796044210756,1796044210756);
INSERT INTO "source" VALUES(4,'vkcrhiyr2bobizdt','task','task:video_7f933fd7c1a044ffba09fc391c8a3fb6',NULL,2,'a82a0c63db8de0f367edfa12461274f02bd0446f79cf3fadb890974ca6dcdef2',6055,2000,64,36,'/library/media/films/2026-11-30_an-empty-street_a82a0c63.mp4',1796044211873,1796044211873);
INSERT INTO "source" VALUES(5,'zmdqiw5w6eynrrb6','task','task:video_26fbe948-29a0-4e25-879c-9534b94def31',NULL,3,'bde44f37b76c5df15befabc9889871e014af64061a8600b039073106f853b67b',6412,2000,64,36,'/library/media/films/2026-11-30_mia-uniform-salutes_bde44f37.mp4',1796044213201,1796044213201);
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
INSERT INTO "tag" VALUES(1,'qqxtyzois4y3gpy2','hero',1796044209161,2);
INSERT INTO "tag" VALUES(2,'xspqk5ozmwzpp4ci','role:lead',1796044209161,1);
INSERT INTO "tag" VALUES(3,'ijdccfqmgd7we6c2','ไทย',1796044209917,1);
INSERT INTO "tag" VALUES(4,'ktpljpbl64sqv5fk','villain',1796044210171,1);
INSERT INTO "tag" VALUES(5,'2dtkqe7b5uq2ct6z','gone',1796044210187,0);
INSERT INTO "tag" VALUES(6,'r7q6mo5r5xxuafwk','cast',1796044210340,0);
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
INSERT INTO "task" VALUES(1,'m2rqarayzqnmval2',1,'video_e76e9f7a-9ac0-45c0-92c3-efb90b279e07','done','@char_e22cmsd1dwhz walks in the rain','sora-2','{"method": "POST", "path": "/videos", "body": {"model": "sora-2", "duration": 2, "resolution": "1080p", "prompt": "@char_e22cmsd1dwhz walks in the rain"}, "encoding": "json"}','{"id":"video_e76e9f7a-9ac0-45c0-92c3-efb90b279e07","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/c7pJ2W9nRgtuqSd9q6xSpG4RiZHs89LG.mp4"}','http://127.0.0.1:8747/outputs/c7pJ2W9nRgtuqSd9q6xSpG4RiZHs89LG.mp4',NULL,NULL,NULL,NULL,1796044210557,1796044210756,1796044210690,1,'{"duration": 2}',1,NULL,'',NULL,NULL,0,'',200000,'USD',1,1796044210561,0,0);
INSERT INTO "task" VALUES(2,'kai2z6u5ugupljnd',3,'video_7f933fd7c1a044ffba09fc391c8a3fb6','done','an empty street','sora-2.0-turbo','{"method": "POST", "path": "/generations", "body": {"model": "sora-2.0-turbo", "duration": 2, "size": "1280x720", "prompt": "an empty street"}, "encoding": "json"}','{"id":"video_7f933fd7c1a044ffba09fc391c8a3fb6","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/cWpoeemlDdkUEQgEQMyasCjhfT-iOJH0.mp4"}','http://127.0.0.1:8747/outputs/cWpoeemlDdkUEQgEQMyasCjhfT-iOJH0.mp4',NULL,NULL,NULL,NULL,1796044210802,1796044211873,1796044211835,1,'{"duration": 2}',1,NULL,'',NULL,NULL,0,'',NULL,'',1,1796044210807,0,0);
INSERT INTO "task" VALUES(3,'oucevh24j222nftz',1,'video_26fbe948-29a0-4e25-879c-9534b94def31','done','@char_918xvwgorplx salutes','sora-2','{"method": "POST", "path": "/videos", "body": {"model": "sora-2", "duration": 2, "resolution": "1080p", "prompt": "@char_918xvwgorplx salutes"}, "encoding": "json"}','{"id":"video_26fbe948-29a0-4e25-879c-9534b94def31","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/5bgzNX8QU7wQU23gMhfGEnouGM7KCNFD.mp4"}','http://127.0.0.1:8747/outputs/5bgzNX8QU7wQU23gMhfGEnouGM7KCNFD.mp4',NULL,NULL,NULL,NULL,1796044212985,1796044213231,1796044213114,1,'{"duration": 2}',1,5,'3a',1,4,0,'',200000,'USD',1,1796044212990,0,0);
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
INSERT INTO "upload" VALUES(2,'kept/90/90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4','http://127.0.0.1:8747/files/up-90f4b30842db6777e3b4a5230f43da1c2a95019d495d392aad3083de95e52152.mp4',NULL,1796044212254);
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
INSERT INTO "voice" VALUES(1,'a6rqxxvp3unvu7ho',6,31,NULL,NULL,NULL,NULL,1796044212573,1796044212573);
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
INSERT INTO "window" VALUES(1,'x7li2jpaijx7pgyo',1,1,5000,8000,1796044209161,'kept',NULL);
INSERT INTO "window" VALUES(2,'f5xxzmv7vj2ov6xe',1,2,1500,4000,1796044209802,'kept',NULL);
INSERT INTO "window" VALUES(3,'u6k4fh57zbfznrk7',1,3,0,3000,1796044209917,'kept',NULL);
INSERT INTO "window" VALUES(4,'b3azz32edche3adq',3,7,0,1500,1796044211893,'kept',NULL);
INSERT INTO "window" VALUES(5,'nzqxup5q2jp4bi6s',2,8,2000,5000,1796044212259,'kept',NULL);
INSERT INTO "window" VALUES(6,'hc4rdchaybgrepwf',2,6,2000,5000,1796044212533,'kept',NULL);
INSERT INTO "window" VALUES(7,'xsklmcrwphwe7jxh',1,1,6000,9000,1796044212622,'kept',1);
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
