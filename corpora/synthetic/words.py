"""What the synthetic visitors of a library can say: codes, their phrases, and phrases that mean nothing.

Words overlap on purpose ("warm", "late", "open", "quiet" stand under several codes), some sentences raise a
code without any of its keywords, and some name a keyword without raising the code.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """One code: its share of all mentions, its rules, and how people put it.

    A sentence is `things` + `good` or `bad` (or a comment shared by all codes), or one of `oblique`,
    which holds no keyword. `idle` sentences name a keyword and do not raise the code.
    """

    path: str
    share: float
    definition: str
    keywords: tuple[str, ...]
    things: tuple[str, ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]
    oblique: tuple[str, ...]
    idle: tuple[str, ...]


TOPICS = (
    Topic(
        "opening-hours",
        0.22,
        "When the library is open: days, hours, closures.",
        ("open", "opening", "closed", "hours", "evening", "sunday"),
        (
            "the opening hours",
            "opening times",
            "Sunday opening",
            "the late evening on Thursdays",
            "the lunch closure",
        ),
        (
            "suit people who work",
            "are generous",
            "make all the difference to us",
            "let me come after the shop",
        ),
        ("should be longer", "are no use if you work", "changed again without a word", "end far too early"),
        (
            "I work until six and the doors are locked when I get there.",
            "Came on a Monday and stood outside.",
            "It is always shut when we can come.",
        ),
        ("My own shop is open all day, so I know what work is.", "I keep an open mind about the rest."),
    ),
    Topic(
        "staff/help",
        0.20,
        "How staff treat and help visitors.",
        ("staff", "librarian", "helpful", "friendly", "rude"),
        (
            "the staff",
            "the librarian at the desk",
            "everybody at the counter",
            "the lady on Tuesdays",
            "the team",
        ),
        (
            "could not be more helpful",
            "gave us a warm welcome",
            "never lose patience",
            "found it for me at once",
        ),
        ("looked annoyed", "are too few", "kept talking to each other", "did not know where to look"),
        (
            "I was treated like a nuisance.",
            "Someone took the time to show my mother everything.",
            "I felt a warm welcome every single time.",
        ),
        ("My daughter used to be a librarian.", "I am staff at the college myself."),
    ),
    Topic(
        "stock/books",
        0.16,
        "Choice, condition and age of books and other printed stock.",
        ("books", "novels", "magazines", "shelves", "titles"),
        (
            "the choice of books",
            "the crime novels",
            "the local history shelves",
            "the magazines",
            "large print titles",
        ),
        ("keep me coming", "are up to date", "cover everything I look for", "surprise me every month"),
        ("are worn out", "have not changed in years", "are gone before I see them", "are all about the war"),
        (
            "I have read everything you have by now.",
            "Half of it falls apart in your hands.",
            "Always something new to take home.",
        ),
        ("I buy my books in town these days.", "She books the hall for us every spring."),
    ),
    Topic(
        "computers",
        0.11,
        "Public computers, printing, internet.",
        ("computer", "computers", "printer", "wifi", "internet", "screen"),
        ("the computers", "the wifi", "the printer", "the internet upstairs", "the booking screen"),
        ("work every time", "saved my job application", "are quick enough for me", "are free, which I need"),
        (
            "crash all the time",
            "are slow and old",
            "were out of order again",
            "throw you out after half an hour",
        ),
        (
            "I lost my whole form when it froze.",
            "It took twenty minutes to log in.",
            "I could apply for the job from here.",
        ),
        ("I do not own a computer and never will.", "My grandson is good with computers."),
    ),
    Topic(
        "noise",
        0.09,
        "Noise and quiet in the building.",
        ("noise", "noisy", "quiet", "loud", "phones"),
        (
            "the noise",
            "the quiet room",
            "the loud music group",
            "people on their phones",
            "the school groups",
        ),
        ("is a blessing", "leaves you in peace", "stays calm even at four", "lets me concentrate"),
        (
            "makes reading hopeless",
            "goes right through the wall",
            "is not kept quiet any more",
            "drove us out",
        ),
        (
            "You cannot hear yourself think.",
            "People shout as if it were a station.",
            "Finally somewhere with nothing in my ears.",
        ),
        ("I am a quiet person by nature.", "It was a quiet year for us."),
    ),
    Topic(
        "events",
        0.07,
        "Readings, courses, groups and children's hours.",
        ("events", "event", "reading", "workshop", "story time", "course"),
        (
            "story time",
            "the author evening",
            "the workshops",
            "the events for teenagers",
            "the language course",
        ),
        ("fills our week", "brought the street together", "was full to the door", "taught me a lot"),
        ("is booked out in minutes", "was cancelled twice", "is never announced", "clashes with school"),
        (
            "My little one sings the songs for days.",
            "We met half of our friends there.",
            "Nothing ever happens for anyone over twelve.",
        ),
        ("In the event I came by bus.",),
    ),
    Topic(
        "building/parking",
        0.06,
        "Parking cars and bicycles.",
        ("parking", "car park", "bicycle", "space"),
        ("the car park", "parking", "finding a space", "the bicycle stand", "parking for disabled visitors"),
        ("is easy", "is free for an hour, which is enough", "works well", "is close to the door"),
        (
            "is impossible on market days",
            "costs more than a book",
            "is always full",
            "needs more light when it is late",
        ),
        (
            "I drove round the block four times.",
            "Nowhere to leave the bike.",
            "We came by car and went home again.",
        ),
        ("I walk through the park to get here.", "There is space for improvement."),
    ),
    Topic(
        "building/warmth",
        0.045,
        "Temperature and air in the building.",
        ("heating", "cold", "warm", "hot", "air"),
        ("the heating", "the air in the reading room", "the temperature upstairs", "the draught by the door"),
        ("is just right", "keeps it warm all winter", "makes it a place to stay"),
        ("is off half of the time", "is far too hot", "makes everyone cold", "gives me a headache"),
        (
            "I sat in my coat all afternoon.",
            "You could grow tomatoes in there.",
            "My hands were blue by noon.",
        ),
        ("It left me cold, to be honest.",),
    ),
    Topic(
        "waiting/reservations",
        0.03,
        "Waiting for reserved items and loans from elsewhere.",
        ("reservation", "reserve", "waiting list", "inter-library"),
        ("the waiting list", "my reservation", "reserving from another branch", "inter-library loan"),
        ("took two days only", "came sooner than promised", "is a wonderful thing"),
        ("takes months", "came too late for my exam", "got lost twice", "is a mystery"),
        (
            "I was number forty and gave up.",
            "It came when I had long bought it.",
            "Ordered on Monday, in my hand on Wednesday.",
        ),
        ("I have reservations about the whole survey.",),
    ),
    Topic(
        "fees",
        0.02,
        "Charges, fines and the price of the card.",
        ("fee", "fees", "fine", "fines", "charge", "charges"),
        ("the fees", "the fine for late returns", "the yearly charge", "printing charges"),
        ("are fair", "are low enough for us", "were waived when I was ill"),
        ("are too high for a family", "went up again", "punish the wrong people"),
        ("I paid more than the thing was worth.", "One day late and I was out of pocket."),
        ("That is fine with me.", "Everything was fine."),
    ),
    Topic(
        "building/access",
        0.012,
        "Getting in and around with a wheelchair, pram or poor sight.",
        ("lift", "ramp", "wheelchair", "pram", "stairs"),
        ("the lift", "the ramp", "getting in with a wheelchair", "the stairs with a pram"),
        ("is a relief", "works well", "was made with some thought"),
        ("is out of order", "is too steep", "keeps my husband away"),
        (
            "My husband waits outside because he cannot get up there.",
            "I can reach every floor by myself now.",
        ),
        ("A good read gives me a lift.",),
    ),
    Topic(
        "stock/languages",
        0.006,
        "Stock in other languages.",
        ("polish", "turkish", "urdu", "welsh", "languages"),
        ("books in Polish", "the Turkish shelf", "anything in Urdu", "Welsh titles for children"),
        ("mean a lot to my parents", "are a pleasure to see", "keep growing"),
        ("are missing", "are three old dictionaries", "would bring my neighbours in"),
        ("My mother finds nothing she can read.",),
        ("My Polish neighbour told me about this survey.",),
    ),
)

GROUPS = {
    "staff": "People who work in the library.",
    "stock": "What can be read or borrowed.",
    "building": "The house and the way to it.",
    "waiting": "Waiting for a service.",
}

ANY_GOOD = ("is very good", "is the best thing here", "was a nice surprise", "has improved a lot", "is fine")
ANY_BAD = (
    "could be better",
    "was a disappointment",
    "needs looking at",
    "is not good enough",
    "has got worse",
)
VAGUE = ("it", "this", "the branch", "the place", "that side of things", "the service")
FILLERS = (
    "Thank you.",
    "I come most weeks.",
    "We moved here two years ago.",
    "Keep going!",
    "Just my opinion.",
    "As I said last time.",
    "I hope somebody reads this.",
    "The council should know.",
)
EMPTY = ("n/a", "None", "-", "no comment", "Nothing.", "dont know", ".", "NA", "?", "nothing to add")
OPENERS = ("", "", "", "I think ", "Honestly, ", "For me ", "In our branch ", "To be fair, ")
PERIODS = ("", "", "", " these days", " at the moment", " most of the time", " this year")
CAMPAIGNS = (
    (
        "Please do not close the branch on Saturdays. Saturday is the only day on which working families can come "
        "together, and the staff have always made them welcome.",
        ("opening-hours", "staff/help"),
    ),
    (
        "The reading room must stay a quiet room. Moving the toddler group there would drive away the people who "
        "come to study, and there is a hall next door for events.",
        ("noise", "events"),
    ),
)
