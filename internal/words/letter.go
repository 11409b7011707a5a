package words

// Letter is a letter in both languages, the Swedish first, since nobody knows which of them its reader chose: the subject
// is key.subject, the text key.text. It is plain text; a link stands on a line of its own, where every reader of mail finds
// its end.
func Letter(key string, args ...any) (subject, text string) {
	const between = "\n\n* * *\n\n"
	subject = T(SV, key+".subject", args...) + " / " + T(EN, key+".subject", args...)
	return subject, letterIn(SV, key, args) + between + letterIn(EN, key, args) + "\n"
}

func letterIn(l Lang, key string, args []any) string {
	return T(l, key+".text", args...) + "\n\n" + T(l, "words.letter.sender")
}
