RELATION_FEATURES=(("kept_or_near",0.0,1.0),)
RELATION=((0,0.),(-4,9.),(-9,0),(-9,0),(-2.,0.),(2.,-12.))
DIRECTION={k:{"collocation":1.0,"residue":1.0,"hidden":2.0} for k in ("edited","substitution","translation","paraphrase")}
COMMON={}
