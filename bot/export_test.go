package bot

// What is fuzzed from outside.
var (
	CleanText = cleanText
	CleanLink = cleanLink
)
