"""Files of other programs: text in any encoding, spreadsheets, and lines of JSON."""
