"""Word lists of the spinner, the editor and the injectors, written for this purpose."""

from __future__ import annotations

ABBREVIATION = (
    r"(\b(Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|St|Jr|Sr|vs|No|Inc|Corp|Co|Ltd|Rev|Hon|Prof"
    r"|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|[A-Z])|\b[A-Z]\.[A-Z]|[ap]\.m)\.$"
)

SPUN = {
    "according to": "in keeping with",
    "as well as": "in addition to",
    "a number of": "quite a few",
    "in order to": "with the intention to",
    "as a result": "consequently",
    "at least": "no less than",
    "more than": "greater than",
    "such as": "similar to",
    "due to": "owing to",
    "because of": "on account of",
    "part of": "a part of",
    "a lot of": "loads of",
    "in addition": "moreover",
    "for example": "as an illustration",
    "in the past": "up to now",
    "so far": "thus far",
    "at the same time": "concurrently",
    "took part in": "participated in",
    "take part in": "participate in",
    "carried out": "performed",
    "set up": "established",
    "point of view": "viewpoint",
    "in front of": "earlier than",
    "of course": "after all",
    "right now": "proper now",
    "around the world": "world wide",
    "as soon as possible": "as quickly as possible",
    "make sure": "be sure",
    "in terms of": "when it comes to",
    "with regard to": "with reference to",
    "take into account": "consider",
    "each other": "one another",
    "in favor of": "in favour of",
    "as part of": "as a part of",
    "made up of": "composed of",
    "focus on": "concentrate on",
    "deal with": "cope with",
    "call for": "demand",
    "lead to": "result in",
}
"""Phrase for phrase."""

FUNCTION = {
    "but": "however",
    "while": "whereas",
    "because": "since",
    "about": "regarding",
    "through": "by way of",
    "during": "throughout",
    "between": "amongst",
    "also": "additionally",
    "however": "nonetheless",
    "many": "quite a few",
    "several": "a number of",
    "until": "till",
    "among": "amongst",
    "upon": "on",
    "within": "inside",
    "this": "the",
    "those": "these",
    "which": "that",
    "for": "in favor of",
    "like": "equivalent to",
    "after": "following",
    "toward": "in direction of",
    "towards": "in direction of",
    "around": "round",
    "over": "above",
}
"""Function word for function word or phrase."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CARDINALS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fifteen", "sixteen", "twenty", "thirty", "forty", "fifty", "sixty", "ninety",
)  # fmt: skip
ORDINALS = (
    "first", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "twelfth",
)  # fmt: skip
SCALES = ("million", "billion", "trillion")
HUNDREDS = ("hundred", "thousand")
COUNTS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine",
          10: "ten", 11: "eleven", 12: "twelve"}  # fmt: skip

SURNAMES = (
    "Ivanov", "Petersen", "Okafor", "Rossi", "Lindqvist", "Haddad", "Moreau", "Tanaka", "Kowalski",
    "Barnes", "Whitfield", "Delgado", "Novak", "Iyer", "Hughes", "Castillo", "Brandt", "Osborne",
)  # fmt: skip
FIRST_NAMES = (
    "Anna", "Viktor", "Laura", "Samuel", "Ingrid", "Omar", "Helen", "Marcus", "Priya", "Daniel",
)  # fmt: skip
PLACES = (
    "Japan", "Norway", "Brazil", "Ukraine", "Turkey", "Canada", "Lisbon", "Chicago", "Warsaw",
    "Ohio", "Nevada", "Geneva", "Kenya", "Vietnam", "Boston", "Munich", "Texas", "Chile",
)  # fmt: skip
ORGANISATIONS = (
    "Northgate Holdings", "World Health Council", "Labour Union", "Atlas Bank", "Interior Ministry",
    "Civic Forum", "Harbour Trust", "Green Alliance",
)  # fmt: skip
GARBLED = {
    "house": "Home", "white": "Pale", "european": "Asian", "eastern": "Japanese", "western": "Wild",
    "management": "Administration", "security": "Safety", "foreign": "International",
    "united": "Joined", "states": "Nations", "national": "Nationwide", "committee": "Panel",
    "department": "Division", "american": "Mexican", "senate": "Chamber", "federal": "Central",
    "minister": "Vicar", "ministry": "Church", "council": "Gathering", "bank": "Shore",
    "party": "Celebration", "court": "Courtyard", "supreme": "Highest", "street": "Road",
    "news": "Information", "times": "Occasions", "post": "Publish", "north": "South",
    "south": "North", "west": "East", "east": "West", "new": "Old", "international": "Global",
    "university": "School", "association": "Affiliation", "agency": "Company", "union": "Marriage",
    "secretary": "Typist", "general": "Common", "defense": "Protection", "health": "Fitness",
    "development": "Growth", "affairs": "Romances", "services": "Companies", "fund": "Money",
    "central": "Middle", "force": "Drive", "board": "Plank", "center": "Heart", "world": "Planet",
    "district": "Area", "county": "Shire", "office": "Workplace", "trade": "Swap",
    "republic": "Kingdom", "federation": "League", "assembly": "Meeting", "summit": "Peak",
}  # fmt: skip
"""A part of a name, and what a machine puts for it."""
TITLES = frozenset(
    "Mr Mrs Ms Dr Sen Rep Gov Senator Senators President Prime Minister Congressman Secretary "
    "Chairman General Representative Governor Attorney I The A An In On At He She It They We But "
    "And If This That These Those There What When Where Who Why How Washington".split()
)
"""Capitalised words that no person's name begins with, and ones too common to vary."""

OPPOSITES = (
    ("rise", "fall"), ("rises", "falls"), ("rising", "falling"), ("rose", "fell"),
    ("risen", "fallen"), ("increase", "decrease"), ("increases", "decreases"),
    ("increased", "decreased"), ("increasing", "decreasing"), ("accept", "reject"),
    ("accepted", "rejected"), ("support", "oppose"), ("supports", "opposes"),
    ("supported", "opposed"), ("supporting", "opposing"), ("agree", "disagree"),
    ("agreed", "disagreed"), ("with", "without"), ("higher", "lower"), ("above", "below"),
    ("approve", "reject"), ("approved", "rejected"), ("allow", "forbid"), ("allowed", "forbade"),
    ("legal", "illegal"), ("possible", "impossible"), ("likely", "unlikely"),
    ("success", "failure"), ("succeeded", "failed"), ("win", "lose"), ("won", "lost"),
    ("gain", "loss"), ("strengthen", "weaken"), ("improve", "worsen"), ("include", "exclude"),
    ("including", "excluding"), ("always", "never"), ("confirmed", "denied"),
    ("safe", "unsafe"), ("able", "unable"), ("more", "less"), ("stronger", "weaker"),
    ("positive", "negative"), ("friend", "enemy"), ("open", "closed"), ("began", "ended"),
    ("necessary", "unnecessary"), ("important", "unimportant"), ("expand", "reduce"),
)  # fmt: skip
MODALS = (
    ("will", "may"), ("will", "might"), ("would", "might"), ("must", "may"), ("must", "should"),
    ("may", "will"), ("might", "will"), ("could", "will"), ("should", "must"), ("can", "must"),
    ("could", "must"), ("should", "may"), ("may", "must"), ("shall", "may"),
)  # fmt: skip
UNITS = (
    ("miles", "kilometers"), ("mile", "kilometer"), ("kilometers", "miles"), ("feet", "meters"),
    ("pounds", "kilograms"), ("tons", "pounds"), ("acres", "hectares"), ("hours", "days"),
    ("days", "weeks"), ("weeks", "months"), ("months", "years"), ("years", "months"),
    ("minutes", "hours"), ("dollars", "euros"), ("rubles", "dollars"), ("euros", "dollars"),
    ("gallons", "liters"), ("inches", "centimeters"), ("meters", "feet"), ("tonnes", "pounds"),
)  # fmt: skip
SPELLINGS = (
    ("center", "centre"), ("defense", "defence"), ("labor", "labour"), ("color", "colour"),
    ("favor", "favour"), ("honor", "honour"), ("honored", "honoured"), ("neighbor", "neighbour"),
    ("neighbors", "neighbours"), ("behavior", "behaviour"), ("theater", "theatre"),
    ("organize", "organise"), ("organization", "organisation"), ("realize", "realise"),
    ("organizations", "organisations"), ("recognize", "recognise"), ("program", "programme"),
    ("programs", "programmes"), ("traveled", "travelled"), ("traveling", "travelling"),
    ("canceled", "cancelled"), ("authorized", "authorised"), ("authorization", "authorisation"),
    ("analyze", "analyse"), ("modernization", "modernisation"), ("fiber", "fibre"),
    ("emphasize", "emphasise"), ("emphasized", "emphasised"), ("license", "licence"),
    ("counselor", "counsellor"), ("skeptical", "sceptical"), ("harbor", "harbour"),
    ("rumor", "rumour"), ("endeavor", "endeavour"), ("finalized", "finalised"),
    ("prioritize", "prioritise"), ("recognized", "recognised"), ("organized", "organised"),
    ("meters", "metres"), ("kilometers", "kilometres"), ("aging", "ageing"), ("gray", "grey"),
)  # fmt: skip
CONTRACTIONS = (
    ("do not", "don't"), ("does not", "doesn't"), ("did not", "didn't"), ("is not", "isn't"),
    ("are not", "aren't"), ("was not", "wasn't"), ("were not", "weren't"), ("cannot", "can't"),
    ("will not", "won't"), ("would not", "wouldn't"), ("should not", "shouldn't"),
    ("could not", "couldn't"), ("has not", "hasn't"), ("have not", "haven't"), ("had not", "hadn't"),
    ("it is", "it's"), ("we are", "we're"), ("they are", "they're"), ("I am", "I'm"),
    ("that is", "that's"), ("we have", "we've"), ("I have", "I've"), ("we will", "we'll"),
    ("I will", "I'll"), ("there is", "there's"), ("he is", "he's"), ("they have", "they've"),
)  # fmt: skip

LEFT_ALONE = frozenset(
    [
        *map(str.lower, (*MONTHS, *WEEKDAYS)), *CARDINALS, *ORDINALS, *SCALES, *HUNDREDS,
        *(word for pair in (*UNITS, *MODALS) for word in pair),
        *(
        "one once twice half second dozen percent per cent today yesterday tomorrow tonight day "
        "week month year hour minute dollar pound euro mile not no nor never none neither without "
        "the and but for with from that this these those which who whom whose what when where why "
        "how are was were been being has have had having does did doing done its his her their our "
        "your them him she they you into onto over under than then there here also just only very "
        "any all each every both either some such same other own too more most much many few less "
        "least about above after again against along among around because before below between "
        "beyond during except off out since through throughout toward towards until upon via while "
        "within like unlike yet still even ever ago can could may might must shall should will "
        "would ought need mr mrs ms dr sen rep gov president senator minister it as at by in of on "
        "or so to up we he me my us do be if is am an down zero couple pair quarter third morning "
            "evening night noon weekend decade century foot ton acre gallon inch meter cent cents "
            "degree degrees nobody nothing nowhere anybody nobody's second seconds moment moments "
            "thirds halves quarters fourteen seventeen eighteen nineteen seventy eighty dozens "
            "expected required likely unlikely possible impossible perhaps apparently seemingly "
            "probably possibly allegedly reportedly certainly obviously unable able hundreds thousands millions billions both double triple"
        ).split(),
    ]
)  # fmt: skip
"""What the spinner never touches as a single word: facts, glue and titles."""
