"""Words of scripts that are not names of characters, folded; those of several words have commas."""

_VOICES = """
    旁白,画外音,解说,独白,字幕,众人,全体,所有人,大家,群众,路人,系统,
    all,everyone,everybody,both,crowd,narrator,voice,voices,announcer,voiceover,voice over,
    super,title,the end,end,fin,omitted,montage
"""
_PEOPLE = "人物,出场人物,登场人物,出场,角色,cast,characters"
_LABELS = """
    时间,地点,场景,场次,场号,景别,镜头,镜号,道具,备注,注,说明,内容,标题,片名,剧名,集数,编剧,
    导演,原著,作者,主题,梗概,简介,故事梗概,画面,音效,音乐,背景音乐,字幕,特效,转场,动作,机位,
    时长,服装,提示词,注意,提示,旁注,地址,天气,季节,年代,时代,类型,题材,日期,字数,配乐,摄影,
    時間,地點,場景,場次,鏡頭,備註,說明,標題,集數,編劇,導演,畫面,音樂,動作,
    title,author,authors,date,draft date,time,place,location,note,notes,scene,music,sound,sfx,
    bgm,camera,shot,props,prompt,source,credit,contact,http,https,cut to,fade in,fade out,
    dissolve to,weather,genre,logline,format,duration
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(filter(None, (word.strip() for word in text.split(","))))


CROWD = _words(_VOICES)
"""Voices that are not characters."""
PEOPLE = _words(_PEOPLE)
"""What stands before a list of those who are in a scene."""
LABELS = _words(_LABELS)
"""What else stands before a colon."""
