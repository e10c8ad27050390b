BEGIN TRANSACTION;
CREATE TABLE account (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	name TEXT NOT NULL, 
	profile_id INTEGER NOT NULL, 
	base_url TEXT, 
	key_env TEXT, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT fk_account_profile_id FOREIGN KEY(profile_id) REFERENCES profile (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_account_name UNIQUE (name), 
	CONSTRAINT uq_account_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "account" VALUES(1,'vros5f4netohl5ti','home',1,'http://127.0.0.1:8747/async/sora/v1','HOME_KEY',1795902468887,1795902468887);
INSERT INTO "account" VALUES(2,'etapdzbazkr45upo','tutorial',2,'http://127.0.0.1:8747/sync/v1/sora','HOME_KEY',1795902469453,1795902469453);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
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
INSERT INTO "binding" VALUES(1,'cr6qqtjkkq4inufy',1,1,1,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "5,8"}, "encoding": "json"}','task_bfc0b256545141ee80b9e377add00b3e','char_cc56p13nmb0q','@char_cc56p13nmb0q',NULL,NULL,'{"task_id":"task_bfc0b256545141ee80b9e377add00b3e","status":"completed","character_id":"char_cc56p13nmb0q"}',NULL,NULL,NULL,NULL,1795902470619,1795902473013);
INSERT INTO "binding" VALUES(2,'dbcztd4unophbqgk',2,2,2,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "1.5,4"}, "encoding": "json"}',NULL,'char_mjcdy5yyhl98','@char_mjcdy5yyhl98',NULL,NULL,'{"character_id":"char_mjcdy5yyhl98"}',NULL,NULL,NULL,NULL,1795902473623,1795902474638);
INSERT INTO "binding" VALUES(3,'4gkgquaxx5epet7v',3,1,3,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "0,3"}, "encoding": "json"}','task_478ac634ea134740a0c487fd3ba64b8f','char_ug2s7ec76ymp','@char_ug2s7ec76ymp',NULL,NULL,'{"task_id":"task_478ac634ea134740a0c487fd3ba64b8f","status":"completed","character_id":"char_ug2s7ec76ymp"}',NULL,NULL,NULL,NULL,1795902474940,1795902476343);
INSERT INTO "binding" VALUES(4,'mpvq6zc4vjby36cq',4,1,NULL,'ready','added',NULL,NULL,'char_noir','@mia.noir',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902476599,1795902476599);
INSERT INTO "binding" VALUES(5,'cy2fct2pom2em7ur',5,2,NULL,'ready','added',NULL,NULL,'char_old','@char_old',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902476644,1795902476644);
INSERT INTO "binding" VALUES(6,'ztf6gqvw6c2w5hkv',6,1,NULL,'ready','added',NULL,NULL,'char_same','@char_same',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902476682,1795902476682);
INSERT INTO "binding" VALUES(7,'kpl4wodmh2hlc5gw',7,1,4,'ready','task','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "from_task": "video_18ccbe0a-7baa-4b8a-9f91-116039238987", "timestamps": "0,1.5"}, "encoding": "json"}','task_8d5485f73b0d40619a2cbd30d92cd938','char_5rxu2oar9fui','@char_5rxu2oar9fui',NULL,NULL,'{"task_id":"task_8d5485f73b0d40619a2cbd30d92cd938","status":"completed","character_id":"char_5rxu2oar9fui"}',NULL,NULL,NULL,NULL,1795902481767,1795902482353);
INSERT INTO "binding" VALUES(8,'upncre55rbojdp7a',8,1,5,'failed','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/nothing.mp4", "timestamps": "0,1.5"}, "encoding": "json"}','task_628df6473a344feb863a420ca8e76000',NULL,NULL,NULL,NULL,'{"task_id":"task_628df6473a344feb863a420ca8e76000","status":"failed","error":{"code":"video_unreachable","message":"The video at http://127.0.0.1:8747/files/nothing.mp4 could not be fetched: the server answered 404."}}','the provider cannot read the video: The video at http://127.0.0.1:8747/files/nothing.mp4 could not be fetched: the server answered 404. (video_unreachable)','source_url',NULL,NULL,1795902482428,1795902483254);
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
INSERT INTO "character" VALUES(1,'jygmpokxypdustxf',1,'mia','Mia Wong','a red coat, 红色围巾','left-handed
second line',1795902470619,1795902476716,NULL,'');
INSERT INTO "character" VALUES(2,'7sgewuz75hss6fyo',1,'tom','Tom 🚀 O''Neil','blue hat; "quoted"','',1795902473623,1795902476787,NULL,'real');
INSERT INTO "character" VALUES(3,'dzpxxvopovww54vo',1,'林小雨','','','',1795902474940,1795902474940,NULL,'');
INSERT INTO "character" VALUES(4,'h4obyna4uzc4juhy',2,'mia','','','',1795902476599,1795902476599,NULL,'');
INSERT INTO "character" VALUES(5,'rxtwrsl6kdfacrgi',1,'old','','','',1795902476644,1795902484677,1795902484677,'');
INSERT INTO "character" VALUES(6,'vd37twd2qsewmbc3',1,'sam','','','',1795902476682,1795902477077,NULL,'');
INSERT INTO "character" VALUES(7,'ssfhhugr6q2sfval',1,'zoe','','','',1795902481767,1795902481767,NULL,'');
INSERT INTO "character" VALUES(8,'bx5s6dkmp2wxzegf',1,'lost','','','',1795902482428,1795902485034,1795902485034,'');
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
INSERT INTO "character_text_config" VALUES('version',4);
CREATE TABLE 'character_text_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO "character_text_data" VALUES(1,X'0608080B04');
INSERT INTO "character_text_data" VALUES(10,X'00000000010C0C000C0101010201010301010401010501010601010701010801010901010A01010B01010C0101');
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
CREATE TABLE 'character_text_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO "character_text_docsize" VALUES(1,X'01020804');
INSERT INTO "character_text_docsize" VALUES(2,X'01060300');
INSERT INTO "character_text_docsize" VALUES(3,X'03000000');
INSERT INTO "character_text_docsize" VALUES(4,X'01000000');
INSERT INTO "character_text_docsize" VALUES(6,X'01000000');
INSERT INTO "character_text_docsize" VALUES(7,X'01000000');
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
',1795902468887);
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

[reference]
mention = "@{remote_id}"
',1795902469453);
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
INSERT INTO "project" VALUES(1,'dafaeb26144ddf8f','default','','',1795902468643,1795902468643,5);
INSERT INTO "project" VALUES(2,'hwq7fb74625nxsrh','noir','Noir','second season',1795902476498,1795902476498,1);
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
INSERT INTO "prompt" VALUES(1,'pg43m2pz4w2mtakw',1,1,1,'@mia walks in the rain','@char_cc56p13nmb0q walks in the rain','{}',1795902478752);
INSERT INTO "prompt" VALUES(2,'ls7ctpfwibyuxtv2',1,2,2,'an empty street','an empty street','{}',1795902479880);
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
INSERT INTO "saved_search" VALUES('cast','tag:hero',1795902478345);
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
INSERT INTO "source" VALUES(1,'hj2qvu2z66fajcyl','url','http://127.0.0.1:8747/files/mia.mp4','clip',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902470619,1795902477248);
INSERT INTO "source" VALUES(2,'yxetrzyhgziqjxrn','file','/films/local.mp4','home video',NULL,'bea733e97b88067d9e6a6b777f49878af5e322482f857acf9956c6bb19f654df',43904,12000,640,360,NULL,1795902477410,1795902477410);
INSERT INTO "source" VALUES(3,'mbx26orfk2p2oijq','task','task:video_18ccbe0a-7baa-4b8a-9f91-116039238987',NULL,1,'139112dd8d2dd9787b8653e8c448f10c397729dcf0ee39e619ad1d2957e7f952',5321,2000,64,36,'/library/media/13/139112dd8d2dd9787b8653e8c448f10c397729dcf0ee39e619ad1d2957e7f952.mp4',1795902479648,1795902479648);
INSERT INTO "source" VALUES(4,'gabhl4jcke2sp742','task','task:video_fb74da1f67b34c8cb0b870525ee4cbb0',NULL,2,'51aaeae654d0d30950b61bae2df04ce31ebaf0710d7f4dd67efa57f7f44edc80',4765,2000,64,36,'/library/media/51/51aaeae654d0d30950b61bae2df04ce31ebaf0710d7f4dd67efa57f7f44edc80.mp4',1795902481568,1795902481568);
INSERT INTO "source" VALUES(5,'lynpmymyb324c2o4','url','http://127.0.0.1:8747/files/nothing.mp4',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902482428,1795902482428);
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
INSERT INTO "tag" VALUES(1,'lhe6cy64r3mzdnsx','hero',1795902470619,2);
INSERT INTO "tag" VALUES(2,'doorfkaoqak6ayqe','role:lead',1795902470619,1);
INSERT INTO "tag" VALUES(3,'goa4byttm2hznsqe','ไทย',1795902474940,1);
INSERT INTO "tag" VALUES(4,'baoudflxyffhvfz3','villain',1795902476599,1);
INSERT INTO "tag" VALUES(5,'c2t6tw3grigyo3e4','gone',1795902476644,0);
INSERT INTO "tag" VALUES(6,'s7ifg4cl454rrpg5','cast',1795902477917,0);
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
INSERT INTO "task" VALUES(1,'qgs2qrzt445oaokm',1,'video_18ccbe0a-7baa-4b8a-9f91-116039238987','done','@char_cc56p13nmb0q walks in the rain','sora-2','{"method": "POST", "path": "/videos", "body": {"model": "sora-2", "duration": 2, "resolution": "1080p", "prompt": "@char_cc56p13nmb0q walks in the rain"}, "encoding": "json"}','{"id":"video_18ccbe0a-7baa-4b8a-9f91-116039238987","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/c7EfEQokuzVlU7wwqIRqo_QG0jqBoscJ.mp4"}','http://127.0.0.1:8747/outputs/c7EfEQokuzVlU7wwqIRqo_QG0jqBoscJ.mp4',NULL,NULL,NULL,NULL,1795902478752,1795902479648,1795902479426);
INSERT INTO "task" VALUES(2,'goeoeahwxjro4adu',2,'video_fb74da1f67b34c8cb0b870525ee4cbb0','done','an empty street','sora-2.0-turbo','{"method": "POST", "path": "/generations", "body": {"model": "sora-2.0-turbo", "size": "1280x720", "duration": 2, "prompt": "an empty street"}, "encoding": "json"}','{"id":"video_fb74da1f67b34c8cb0b870525ee4cbb0","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/WkivD0IpphCFL8KCKrxAMAEodlbgdbly.mp4"}','http://127.0.0.1:8747/outputs/WkivD0IpphCFL8KCKrxAMAEodlbgdbly.mp4',NULL,NULL,NULL,NULL,1795902479880,1795902481568,1795902481341);
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
INSERT INTO "window" VALUES(1,'n2bzplrswwm3pm6k',1,1,5000,8000,1795902470619);
INSERT INTO "window" VALUES(2,'l2bjz3piusay7qjf',1,2,1500,4000,1795902473623);
INSERT INTO "window" VALUES(3,'pkrzpuvb4guqoo7b',1,3,0,3000,1795902474940);
INSERT INTO "window" VALUES(4,'7puw6dj75f4s5kg7',3,7,0,1500,1795902481767);
INSERT INTO "window" VALUES(5,'lgtsidkssteehcwr',5,8,0,1500,1795902482428);
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
PRAGMA writable_schema=OFF;
COMMIT;
