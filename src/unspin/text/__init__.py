"""Pure: a Document becomes Segmented, columns of tokens with offsets into the text as read."""
