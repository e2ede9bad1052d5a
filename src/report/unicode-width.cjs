/** Columns of any text, by a library that is loaded with the first one: its tables take longer than a command's start. */
exports.unicodeWidth = (text) => require('string-width').default(text);
