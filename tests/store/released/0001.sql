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
INSERT INTO "account" VALUES(1,'5uojpntper36lzxv','home',1,'http://127.0.0.1:8747/async/sora/v1','HOME_KEY',1795902421921,1795902421921);
INSERT INTO "account" VALUES(2,'maszvbm77vpqjq47','tutorial',2,'http://127.0.0.1:8747/sync/v1/sora','HOME_KEY',1795902422619,1795902422619);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
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
INSERT INTO "binding" VALUES(1,'zwrdlu5ckpqfqm5e',1,1,1,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "5,8"}, "encoding": "json"}','task_460601ae35774e36a264940c1e67bdc8','char_ut4lmd4eajk5','@char_ut4lmd4eajk5',NULL,NULL,'{"task_id":"task_460601ae35774e36a264940c1e67bdc8","status":"completed","character_id":"char_ut4lmd4eajk5"}',NULL,NULL,NULL,NULL,1795902424455,1795902427027);
INSERT INTO "binding" VALUES(2,'uqntloan5cktqku4',2,2,2,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "1.5,4"}, "encoding": "json"}',NULL,'char_lgpsmpcr3a1c','@char_lgpsmpcr3a1c',NULL,NULL,'{"character_id":"char_lgpsmpcr3a1c"}',NULL,NULL,NULL,NULL,1795902427408,1795902428127);
INSERT INTO "binding" VALUES(3,'6si5yawqkps44xt6',3,1,3,'ready','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/mia.mp4", "timestamps": "0,3"}, "encoding": "json"}','task_f784df5cc50a4ef8ab8af6beb96e9f04','char_y6clhkxrrsul','@char_y6clhkxrrsul',NULL,NULL,'{"task_id":"task_f784df5cc50a4ef8ab8af6beb96e9f04","status":"completed","character_id":"char_y6clhkxrrsul"}',NULL,NULL,NULL,NULL,1795902428546,1795902429367);
INSERT INTO "binding" VALUES(4,'epl3j2t3ylsjperz',4,1,NULL,'ready','added',NULL,NULL,'char_noir','@mia.noir',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902429570,1795902429570);
INSERT INTO "binding" VALUES(5,'cafjpys4ylrghclx',5,2,NULL,'ready','added',NULL,NULL,'char_old','@char_old',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902429974,1795902429974);
INSERT INTO "binding" VALUES(6,'42q4xegudakswizb',6,1,NULL,'ready','added',NULL,NULL,'char_same','@char_same',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902430329,1795902430329);
INSERT INTO "binding" VALUES(7,'5ep2cu3lcea6alkh',7,1,4,'ready','task','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "from_task": "video_d4c090be-d9a7-4909-adc1-29d1fa183924", "timestamps": "0,1.5"}, "encoding": "json"}','task_abc2b710fba84946ad9b94a9ffd7971c','char_8td4c3d388sz','@char_8td4c3d388sz',NULL,NULL,'{"task_id":"task_abc2b710fba84946ad9b94a9ffd7971c","status":"completed","character_id":"char_8td4c3d388sz"}',NULL,NULL,NULL,NULL,1795902435759,1795902436770);
INSERT INTO "binding" VALUES(8,'uqolnrs2ltcjqzoh',8,1,5,'failed','url','{"method": "POST", "path": "/characters", "body": {"model": "sora-2-character", "url": "http://127.0.0.1:8747/files/nothing.mp4", "timestamps": "0,1.5"}, "encoding": "json"}','task_ef855c2bc29248fd86d7f5ccdd4d2628',NULL,NULL,NULL,NULL,'{"task_id":"task_ef855c2bc29248fd86d7f5ccdd4d2628","status":"failed","error":{"code":"video_unreachable","message":"The video at http://127.0.0.1:8747/files/nothing.mp4 could not be fetched: the server answered 404."}}','the provider cannot read the video: The video at http://127.0.0.1:8747/files/nothing.mp4 could not be fetched: the server answered 404. (video_unreachable)','source_url',NULL,NULL,1795902437062,1795902437728);
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
	deleted_at INTEGER, 
	CONSTRAINT pk_character PRIMARY KEY (id), 
	CONSTRAINT fk_character_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_character_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "character" VALUES(1,'mgpqxywnyafwsz74',1,'mia','Mia Wong','a red coat, 红色围巾','left-handed
second line',1795902424455,1795902430634,NULL);
INSERT INTO "character" VALUES(2,'7jxmalwktavm7gjk',1,'tom','Tom 🚀 O''Neil','blue hat; "quoted"','',1795902427408,1795902427408,NULL);
INSERT INTO "character" VALUES(3,'wi4olag6jk7frdcn',1,'林小雨','','','',1795902428546,1795902428546,NULL);
INSERT INTO "character" VALUES(4,'ggp74bzldqfhhwlr',2,'mia','','','',1795902429570,1795902429570,NULL);
INSERT INTO "character" VALUES(5,'pt32w5by75fg7jzz',1,'old','','','',1795902429974,1795902438638,1795902438638);
INSERT INTO "character" VALUES(6,'iq4ubmwy4ob2ynun',1,'sam','','','',1795902430329,1795902430818,NULL);
INSERT INTO "character" VALUES(7,'rdxaoe45xyddr2ja',1,'zoe','','','',1795902435759,1795902435759,NULL);
INSERT INTO "character" VALUES(8,'43d4wryclikgzhvr',1,'lost','','','',1795902437062,1795902438900,1795902438900);
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
',1795902421921);
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
',1795902422619);
CREATE TABLE project (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	notes TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	CONSTRAINT pk_project PRIMARY KEY (id), 
	CONSTRAINT uq_project_slug UNIQUE (slug), 
	CONSTRAINT uq_project_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "project" VALUES(1,'8e353b9e93eefe18','default','','',1795902421598,1795902421598);
INSERT INTO "project" VALUES(2,'vsyn4fbu33x5qk6c','noir','Noir','second season',1795902429441,1795902429441);
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
INSERT INTO "prompt" VALUES(1,'lm3fcjclt535xlg4',1,1,1,'@mia walks in the rain','@char_ut4lmd4eajk5 walks in the rain','{}',1795902431942);
INSERT INTO "prompt" VALUES(2,'ip63t6wwvutdkhzj',1,2,2,'an empty street','an empty street','{}',1795902433572);
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
INSERT INTO "source" VALUES(1,'ykpnnel3paywx4ym','url','http://127.0.0.1:8747/files/mia.mp4','clip',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902424455,1795902430973);
INSERT INTO "source" VALUES(2,'px5jlo6gkpo7pzpk','file','/films/local.mp4','home video',NULL,'bea733e97b88067d9e6a6b777f49878af5e322482f857acf9956c6bb19f654df',43904,12000,640,360,NULL,1795902431361,1795902431361);
INSERT INTO "source" VALUES(3,'6xgmp3xiemsk3izo','task','task:video_d4c090be-d9a7-4909-adc1-29d1fa183924',NULL,1,'e800a59a5b1c1fc57c2beab9f4db4cec806a492e4f29e1338092f46e45c6a629',5217,2000,64,36,'/library/media/e8/e800a59a5b1c1fc57c2beab9f4db4cec806a492e4f29e1338092f46e45c6a629.mp4',1795902433384,1795902433384);
INSERT INTO "source" VALUES(4,'gl6sdiqmsqmosrox','task','task:video_84c13fe6176143119118da28fe6186a9',NULL,2,'51aaeae654d0d30950b61bae2df04ce31ebaf0710d7f4dd67efa57f7f44edc80',4765,2000,64,36,'/library/media/51/51aaeae654d0d30950b61bae2df04ce31ebaf0710d7f4dd67efa57f7f44edc80.mp4',1795902435379,1795902435379);
INSERT INTO "source" VALUES(5,'7f7m3snwydlnoefd','url','http://127.0.0.1:8747/files/nothing.mp4',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795902437062,1795902437062);
CREATE TABLE tag (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	name TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	CONSTRAINT pk_tag PRIMARY KEY (id), 
	CONSTRAINT uq_tag_name UNIQUE (name), 
	CONSTRAINT uq_tag_uid UNIQUE (uid)
)
 STRICT

;
INSERT INTO "tag" VALUES(1,'p7qxkm5sjxxa2qhf','hero',1795902424455);
INSERT INTO "tag" VALUES(2,'kztugxvnqkqer4un','role:lead',1795902424455);
INSERT INTO "tag" VALUES(3,'orglwo7zmelqsrgh','ไทย',1795902428546);
INSERT INTO "tag" VALUES(4,'nuuuy6yqhogalj5t','villain',1795902429570);
INSERT INTO "tag" VALUES(5,'zm6qup7j54byukbz','gone',1795902429974);
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
INSERT INTO "task" VALUES(1,'kb7hx7mez3ncoanx',1,'video_d4c090be-d9a7-4909-adc1-29d1fa183924','done','@char_ut4lmd4eajk5 walks in the rain','sora-2','{"method": "POST", "path": "/videos", "body": {"model": "sora-2", "duration": 2, "resolution": "1080p", "prompt": "@char_ut4lmd4eajk5 walks in the rain"}, "encoding": "json"}','{"id":"video_d4c090be-d9a7-4909-adc1-29d1fa183924","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/gGU9sec3OClPn3AD1Znq89-6CkFEpg_e.mp4"}','http://127.0.0.1:8747/outputs/gGU9sec3OClPn3AD1Znq89-6CkFEpg_e.mp4',NULL,NULL,NULL,NULL,1795902431942,1795902433384,1795902432936);
INSERT INTO "task" VALUES(2,'h5xzuw4nrlmsnuso',2,'video_84c13fe6176143119118da28fe6186a9','done','an empty street','sora-2.0-turbo','{"method": "POST", "path": "/generations", "body": {"model": "sora-2.0-turbo", "size": "1280x720", "duration": 2, "prompt": "an empty street"}, "encoding": "json"}','{"id":"video_84c13fe6176143119118da28fe6186a9","status":"completed","progress":100,"video_url":"http://127.0.0.1:8747/outputs/gqtF0DGl_W4RIeJcB67ICL3YjId4K2pu.mp4"}','http://127.0.0.1:8747/outputs/gqtF0DGl_W4RIeJcB67ICL3YjId4K2pu.mp4',NULL,NULL,NULL,NULL,1795902433572,1795902435379,1795902435026);
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
INSERT INTO "window" VALUES(1,'qz7f7labkjzg735s',1,1,5000,8000,1795902424455);
INSERT INTO "window" VALUES(2,'7xim5qlshjlcxmo5',1,2,1500,4000,1795902427408);
INSERT INTO "window" VALUES(3,'nsbfvb5zs6ebhgfk',1,3,0,3000,1795902428546);
INSERT INTO "window" VALUES(4,'cwrhjnpmdtf3252l',3,7,0,1500,1795902435759);
INSERT INTO "window" VALUES(5,'yk533gtxhp3zm65a',5,8,0,1500,1795902437062);
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
COMMIT;
