"""First names that tell a person from a place, and a man from a woman; those of both are left out."""

from __future__ import annotations

MALE = frozenset(
    """aaron abdul abraham adam adrian ahmed akbar alan albert alejandro alex alexander alexei alfred ali
    allen alvin amir anders andre andrea andreas andrei andrew andy angel anthony antony antonio arnold
    arthur asif avi barack barney barry ben benjamin bernard bernie bert bill billy bob bobby boris
    brad bradley brandon brendan brent bret brett brian bruce bryan byron calvin carl carlos cesar
    chad charles charlie chester chris christian christopher chuck clarence clark claude clay cliff
    clint clinton clyde cody colin conrad corey cory craig curtis dale damon dan daniel danny darrell
    darren daryl dave david dean dennis denny derek devin devon diego dick dmitri dmitry dominic don
    donald doug douglas duncan dustin dwayne dwight earl ed eddie edgar edmund eduardo edward edwin
    eli elijah elliott elmer emanuel emmanuel enrique eric erik ernest ernesto ethan eugene evan
    felipe felix fernando floyd francisco francois frank franklin fred frederick gabriel garrett gary
    gavin gene geoff geoffrey george gerald gerard gilbert giovanni glen glenn gordon graham grant
    greg gregory guillermo gustavo guy hank hans harold harris harry harvey hassan hector henry
    herbert herman hiroshi howard hugh hugo ian ibrahim igor ilya isaac ivan jack jacob jacques jaime
    jake james jamie jared jason javier jay jean jeb jeff jeffrey jeremy jerome jerry jesse jesus jim
    jimmy joaquin joe joel johannes john johnny jon jonathan jordan jorge jose joseph josh joshua
    juan julian julio justin karl keith ken kenneth kevin kirk kurt kyle lance larry lars lawrence lee
    len leo leon leonard leonardo lewis liam lloyd lou louis lucas luis luke malcolm manuel marc
    marcel marco marcos marcus mario mark marshall martin marvin mathew matt matthew maurice max
    maxwell mehmet melvin michael michel miguel mike mikhail miles milton mitch mitchell mitt mohamed
    mohammad mohammed mohammad morris muhammad nathan nathaniel neal ned neil newt nicholas nick
    nicolas nigel nikolai noah noel norman oleg oliver omar orrin oscar otto owen pablo patrick paul
    pavel pedro perry pete peter phil philip philippe phillip pierre rafael rahul ralph ramon rand
    randall randy raul ray raymond reggie reginald reince rex ricardo richard rick ricky rob robert
    roberto rod rodney rodrigo roger roland ron ronald rory ross roy rudolph rudy rupert russ russell
    ryan salman salvador sam samuel saul scott sean sebastian serge sergei sergey sergio seth shane
    shaun shawn simon spencer stan stanley stefan stephen steve steven stewart stuart sylvester ted
    terrence terry theodore thomas tim timothy toby todd tom tommy tony travis trent trevor troy tyler
    vernon victor viktor vince vincent vladimir wallace walter warren wayne wendell wesley wilbur
    will william willie winston woodrow xavier yasser yuri yusuf zach zachary abdullah hamid hosni
    mahmoud ehud benjamin bashar muammar narendra jair emmanuel volodymyr recep shinzo xi kim""".split()
)
FEMALE = frozenset(
    """abigail adriana agnes alexandra alice alicia alison allison alyssa amanda amber amelia amy ana
    anastasia angela angelina anita ann anna anne annette annie april ariana arianna ashley audrey
    barbara beatrice becky belinda bernadette bernice beth betsy betty beverly bonnie brenda bridget
    brittany camille candace candice carla carmen carol carolina caroline carolyn carrie cassandra
    catherine cathy cecilia celeste charlene charlotte chelsea cheryl christina christine cindy
    claire clara claudia colleen condoleezza connie courtney crystal cynthia daisy danielle dawn
    deborah debbie debra denise diana diane dianne dolores donna doris dorothy edith eileen elaine
    eleanor elena elisabeth elise elizabeth ella ellen emily emma erica erika erin esther ethel eva
    evelyn felicia fiona florence frances francesca gabriela gabrielle gail geraldine gertrude gina
    ginny glenda gloria grace greta gretchen gwen hannah harriet hazel heather heidi helen helena
    hilary hillary holly hope huma ida ilana ilhan ilene ingrid irene iris isabel isabella ivanka
    jacqueline jan jane janet janice jasmine jeanette jeanne jen jenna jennifer jenny jessica jill
    jo joan joann joanna joanne jocelyn jodi josephine joy joyce juanita judith judy julia juliana
    julie juliet karen kate katherine kathleen kathryn kathy katie kay kayla kellyanne kelsey kerry
    kim kimberly kirsten kirstjen kristen kristin kristina kristine lara laura lauren leah lena lena
    leslie lillian linda lindsay lindsey lisa liz lois loretta lori lorraine louise lucia lucille
    lucy lydia lynn madeleine madeline mae maggie mandy marcia margaret maria marian marianne marie
    marilyn marina marissa marjorie marlene marsha martha mary maureen maxine megan melania melanie
    melinda melissa mercedes meredith mia michele michelle mildred miranda miriam molly monica muriel
    nadia nancy naomi natalia natalie natasha nellie nicole nikki nina nora norma olga olivia pamela
    patricia patty paula pauline peggy penny phyllis priscilla rachel ramona rebecca regina rhonda
    rita roberta robin rosa rose rosemary roxanne ruth sabrina sally samantha sandra sara sarah
    shannon sharon sheila shelley sherry shirley sofia sonia sonya sophia sophie stacey stacy
    stephanie sue susan suzanne sylvia tamara tammy tanya tara teresa theresa tiffany tina tracy
    ursula valerie vanessa vera veronica vicki victoria viola virginia vivian wanda wendy whitney
    yolanda yvette yvonne angela theresa jacinda nikki alexandria ayanna kamala""".split()
) - MALE  # fmt: skip
