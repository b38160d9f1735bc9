"""Pure: two Segmented become an Alignment: passages, sentence links, word edits."""
