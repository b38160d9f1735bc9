"""Pure: one Segmented -> its quotations and who said them; many -> what became of the wording."""
