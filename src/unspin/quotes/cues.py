"""What words are for beside a quotation: verbs and nouns of saying, and the words that bound a name.

Written by hand for English; inflections are made here, so that a verb is one entry.
"""

from __future__ import annotations

from enum import IntFlag


class Use(IntFlag):
    """What a lower-cased word may be for."""

    CUE = 1  # a verb of saying
    SURE = 2  # one that seldom means anything else
    PRONOUN = 4  # a subject that stands for a person
    DETERMINER = 8
    PREPOSITION = 16
    CONJUNCTION = 32
    AUXILIARY = 64
    ADVERB = 128
    RELATIVE = 256
    TITLE = 512
    DAY = 1024
    NOUN = 2048  # of saying: statement, letter, interview
    ROLE = 4096  # somebody who may speak: spokesman, senator
    AUDIENCE = 8192  # somebody who is spoken to: reporters, supporters
    BODY = 16384  # a body of people that speaks: campaign, agency
    SUBORDINATOR = 32768
    CALENDAR = 65536  # days and months


_SURE = """
say/said/saying add/added/adding tell/told/telling explain note announce declare insist argue assert
claim contend maintain remark quip/quipped/quipping joke reply/replied/replying respond recall lament complain exclaim
state acknowledge concede conclude continue warn caution tweet write/wrote/written/writing ask
observe mention reiterate stress emphasize emphasise elaborate opine allege testify/testified/testifying
assure retort counter interject vow admit/admitted/admitting confess boast brag/bragged/bragging muse
proclaim shout yell whisper murmur mutter scream recount confide intone deadpan/deadpanned chide
comment predict marvel implore urge demand suggest quote bellow protest grumble wonder reason posit
opine retweet post blog/blogged/blogging text rejoin bark snap/snapped/snapping sneer
thunder fume gripe guess reveal advise inform remind ponder query/queried surmise hypothesize theorize
summarize summarise sum/summed/summing expound pronounce profess preach plead/pled pleaded riff/riffed/riffing
report chant chime croon cry/cried/crying clarify/clarified/clarifying interrupt joke vent speculate affirm attest swear/swore/sworn/swearing
inquire enquire question volunteer venture explain recite utter inveigh
"""
_WEAK = """
find/found/finding email e-mail offer laugh begin/began/begun/beginning describe relate sigh echo tease underline underscore confirm
call label brand dub/dubbed/dubbing deem term blame accuse denounce condemn criticize criticise blast slam/slammed/slamming
praise laud applaud defend reject dismiss deny/denied/denying dispute rebut/rebutted/rebutting refute
cite believe think/thought/thinking feel/felt/feeling hope expect want fear worry/worried/worrying
promise pledge threaten propose recommend indicate signal hint imply/implied/implying
charge attack ridicule mock deride decry/decried/decrying lambast lambaste rip/ripped/ripping scold rebuke
portray characterize characterise liken compare refer/referred/referring regard view express voice issue release publish deliver speak/spoke/spoken/speaking talk address
read know/knew/known/knowing agree disagree object oppose support endorse advocate welcome hail commend thank congratulate
order direct instruct command request call ask seek/sought/seeking press pressure push beg/begged/begging
sing/sang/sung/singing point jab/jabbed/jabbing tout trumpet extol decide determine rule
remember estimate project forecast foresee/foresaw/foreseen/foreseeing warn credit fault apologize apologise joke
invoke reference rail assail hammer savage trash taunt tweet need lash vow like note
"""


def _forms(entry: str) -> list[str]:
    """Return the inflected forms of a verb: given ones, or those of a regular verb."""
    base, *given = entry.split("/")
    if base.endswith(("s", "x", "ch", "sh", "z")):
        third = base + "es"
    elif base.endswith("y") and base[-2] not in "aeiou":
        third = base[:-1] + "ies"
    else:
        third = base + "s"
    if given:
        return [base, third, *given]
    stem = base.removesuffix("e")
    past = base + "d" if base.endswith("e") else base + "ed"
    if base.endswith("y") and base[-2] not in "aeiou":
        past = base[:-1] + "ied"
    return [base, third, past, stem + "ing"]


_LISTS: tuple[tuple[int, str], ...] = (
    (Use.PRONOUN, "he she they i we who it you everyone somebody someone nobody everybody one"),
    (Use.DETERMINER, """the a an this these those his her their its my our your some many several
     another both most few two three four five six seven eight nine ten twenty thirty
     dozens hundreds thousands other any each every no all
     one such"""),
    (Use.PREPOSITION, """of in on at for from to with by about against during after before into over
     under between through among amid as via per within without toward towards upon despite behind
     near following outside inside across around since until like regarding concerning including
     alongside beyond above below off out up down along throughout unlike given"""),
    (Use.CONJUNCTION, "and but or nor yet so"),
    (Use.SUBORDINATOR, """that because while when if although though whereas whether where how why what
     unless since as after before until once"""),
    (Use.AUXILIARY, """has have had was were is are be been being will would could can may might must
     shall should did does do am 's 've 'd 'll 're 'm not n't cannot got gets get went goes go going
     tried tries seemed seems appeared appears used"""),
    (Use.ADVERB, """also later then again once recently even still never just already further too soon
     instead perhaps maybe often always sometimes ever now here there today earlier afterward
     afterwards meanwhile however moreover therefore thus quickly previously back simply only long
     twice since ago first next finally"""),
    (Use.RELATIVE, "who which whom whose that"),
    (Use.TITLE, """mr mrs ms miss dr sen sens senators representatives justices governors rep reps gov govs pres president senator representative
     congressman congresswoman congressmen governor secretary judge justice chief chairman chairwoman
     chair speaker leader minister prime mayor gen general col colonel lt sgt capt captain maj major
     rev reverend pastor bishop cardinal pope king queen prince princess lord lady sir dame professor
     prof attorney counsel ambassador director commissioner sheriff officer detective spokesman
     spokeswoman spokesperson host strategist adviser advisor analyst candidate nominee businessman
     billionaire mogul republican democrat democratic former vice deputy majority minority
     commander sergeant lieutenant inspector superintendent coach manager columnist author
     treasurer"""),
    (Use.DAY, """monday tuesday wednesday thursday friday saturday sunday today yesterday tonight
     tomorrow"""),
    (Use.CALENDAR, """monday tuesday wednesday thursday friday saturday sunday january february march
     april may june july august september october november december jan feb mar apr jun jul aug sept
     sep oct nov dec mon tues tue wed thurs thu fri sat sun"""),
    (Use.NOUN, """statement statements letter email e-mail interview speech remarks remark tweet tweets post
     memo op-ed editorial column report testimony message news conference address comment comments
     response reply answer press release note announcement brief briefing filing ruling opinion
     lawsuit complaint article story book essay ad advertisement video words quote question
     resolution document documents headline text texts petition indictment affidavit order
     transcript sign banner poster study survey poll draft law bill ruling cable blog facebook twitter instagram appearance call argument warning claim"""),
    (Use.ROLE, """spokesman spokeswoman spokesperson official officials aide aides source sources
     senator senators lawmaker lawmakers congressman congresswoman president candidate nominee
     governor mayor secretary minister leader leaders chairman chairwoman chair director expert
     experts analyst analysts strategist adviser advisor advisers advisors lawyer lawyers attorney attorneys
     judge justice justices prosecutor prosecutors officer officers police reporter professor
     economist critics critic opponents opponent supporters supporter voter voters man woman mother
     father son daughter wife husband brother sister friend teacher student students doctor pastor
     activist activists organizer manager host author writer columnist editor pollster consultant
     executive ceo founder coach player owner resident residents neighbor witness witnesses
     victim people person republican republicans democrat democrats conservatives liberals
     businessman mogul billionaire veteran soldier general commander captain colonel colleague
     colleagues member members staffer staffers operative delegate delegates caller moderator
     crowd audience protesters protester demonstrators teenager boy girl worker workers farmer
     investigators investigator detective scientist scientists researcher researchers lawmaker"""),
    (Use.AUDIENCE, """reporters journalists supporters crowd audience lawmakers colleagues viewers
     listeners voters delegates employees staff investigators police congress parliament donors
     fans attendees members students graduates jurors senators followers donors activists
     host anchor moderator correspondent committee panel court"""),
    (Use.BODY, """campaign committee agency department ministry company group organization
     organisation office court administration government white house party union association
     institute center centre council board bureau commission network newspaper magazine firm
     corporation university foundation team coalition pac senate congress pentagon kremlin"""),
)  # fmt: skip


def _build() -> dict[str, int]:
    table: dict[str, int] = {}
    for bits, entries in ((Use.CUE | Use.SURE, _SURE), (Use.CUE, _WEAK)):
        for entry in entries.split():
            for form in _forms(entry):
                table[form] = table.get(form, 0) | int(bits)
    for use, words in _LISTS:
        for word in words.split():
            table[word] = table.get(word, 0) | int(use)
    return table


USES: dict[str, int] = _build()
"""Lower-cased word -> its :class:`Use` bits."""
