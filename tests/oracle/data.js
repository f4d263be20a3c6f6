// SPDX-License-Identifier: MIT
// Random texts in many scripts, numbers, dates, and the data that a template is rendered with.
'use strict';

// Letters whose case, width or number of units is odd stand beside plain ones.
const SCRIPTS = [
	'abcXYZ', 'hello World', 'éàüßñÅøœæ', 'ĳŉǰǅǆǄ', 'ﬁﬀﬃſ', 'İıIi', 'ΑΣΑΣ σςΐΰ', 'ЖжЩщЫ', 'ԱՖև',
	'שלום', 'مرحبا', 'हिन्दी', 'தமிழ்', 'ไทยคำ', 'ქართული', 'ᲐᲑ', 'ᏣᎳꭰ', '日本語', 'カタカナﾊﾝｶｸ',
		'한국어',
	'𐐀𐐨𞤀', '𝒜𠮷', '😀', '👩‍👩‍👧', '🇩🇪', '👍🏽', 'é̂', 'Ａｂ', 'ẞß', 'ᾳᾼῼ', 'K', 'Å', '①ⓐⒶ', 'ⅷⅧ',
];
const BLANKS = [' ', '  ', '\t', '\n', '\r\n', '\r', '\v', '\f', '\u00a0', '\u1680', '\u2003',
	'\u2028',
	'\u2029', '\u202f', '\u205f', '\u3000', '\ufeff', '\u0085', '\u200b', '\u180e'];
const MARKS = ['.', ',', ', ', '-', '_', '/', ':', ';', '|', '&', '&amp;', '&#39;', '&lt;',
	'&copy;', '<', '>', '<b>',
	'</b>', '<br/>', '<!-- x -->', '<script>x</script>', '<style>', '"', '\'', '%', '%20',
		'%C3%A9', '+', '=', '?',
	'$', '$&', '$1', '$$', '#', '*', '(', ')', '[', ']', '\\', '\\n', '{', '}', '{{', '}}',
		'{%', '%}', '€', '“', '”', '…'];
const WORDS = ['Your', 'code', 'is', '482913', 'Acme', 'Bank', 'true', 'false', 'nil', 'empty', '0',
	'1', '-1', '3.5',
	'en', 'fr-CA', 'voice', 'sms', 'ABC', 'e', 'one two  three', 'aaa', 'now or', 'b,a,C,A,c'];
const NUMBERS = [0, 1, 2, 3, 4, 5, 7, 10, 12, 17, 100, 255, 1000, -1, -2, -3, -10, 0.1, 0.5, 1.5,
	2.5, 3.7, -0.5, -1.5,
	-2.5, 1.005, 0.3, 99.995, 1234567.891, 0.000001, 0.0000001, 1e-10, 1e15, 123456789012345680,
		1e20, 1e21, 1.5e300,
	9007199254740991, 9007199254740993, -9007199254740993, 4294967296, 2147483648];
const NUMBER_TEXTS = ['0', '1', '3', '-2', '2.5', ' 4 ', '1e3', '0x1F', '0b11', '0o17', '.5', '5.',
	'+7', '1_000', '1,5',
	'Infinity', '-Infinity', 'NaN', '12abc', '', ' ', '007', '1e400', '--1', '٣'];
const DATES = ['2024-02-29', '2024-02-29T13:05:09Z', '2023-12-31T23:59:59.987Z',
	'2024-01-01T00:00:00+05:30', '2024-03',
	'2024', '1999-12-31 23:59:59', '2024-02-19T05:35:00', '2024-02-30', '2024-13-01',
		'March 5, 2021', '5 Mar 2021',
	'Mar 5 2021 3:04 PM', 'Fri, 05 Mar 2021 15:04:05 GMT',
		'Fri Mar 05 2021 15:04:05 GMT+0200 (CET)', '03/05/2021',
	'2021/3/5', '3-5-2021', '1969-12-31T23:59:59Z', '0001-01-01T00:00:00Z',
		'-000001-01-01T00:00:00Z',
	'+010000-01-01T00:00:00Z', '1152098955', '0', '-1', '1e10', '1704067200', 'yesterday',
		'Monday', '12', '12:30',
	'2024-02-29T24:00:00Z', '2024-02-29T13:05', '2024-02-29t13:05:09z',
		'2021-03-05T15:04:05.123456Z', '20210305',
	'Jan 1 70', '1 January 49 EST', '2024-06-15 08:00 PST', '2024-06-15T08:00:00-0330',
		'Tue 6 Aug 2024 08:05'];
const FORMATS = ['%Y-%m-%d', '%A, %B %-e, %Y', '%H:%M:%S', '%I:%M %p', '%a %d %b %y',
	'%j %U %W %u %w', '%s', '%L %N %3N',
	'%c', '%x', '%X', '%z', '%:z', '%Z', '%e %k %l', '%-d/%-m', '%_m %_d', '%05d %10Y',
		'%^a %^B', '%#p %#B', '%C %P %q',
	'%%', '%n%t', '%h', '%D %F %T %R', '%Q', '%', '%-', '%0e', '%5N', '%EY %Od', 'plain', '',
		'%-I %_H', '%010s', '%^Z'];
const KEYS = ['a', 'b', 'name', 'id', 'code', 'locale', 'price', 'first', 'last', 'size', 'length',
	'friendly_name', 'é',
	'with space', '0', '1', '-1', 'a-b', '日', 'A', 'true', ''];

function text(r, most = 4) {
	let made = '';
	for (let left = r.between(0, most); left > 0; left--)
		made += r.weighed([[5, () => r.pick(WORDS)], [4, () => r.pick(SCRIPTS)], [3, () =>
			r.pick(BLANKS)],
			[3, () => r.pick(MARKS)], [3, () => ' ']])();
	return made;
}

function number(r) {
	return r.weighed([[3, () => r.pick(NUMBERS)], [4, () => r.between(-5, 20)],
		[1, () => r.between(-2000, 2000) / r.pick([2, 3, 8, 10, 100, 1000])],
		[1, () => (r.below(1 << 30) - (1 << 29)) * Math.pow(10, r.between(-12, 12))]])();
}

function scalar(r) {
	return r.weighed([[5, () => text(r)], [4, () => number(r)], [2, () => r.pick(NUMBER_TEXTS)],
		[1, () => true],
		[1, () => false], [1, () => null], [1, () => ''], [1, () => r.pick(DATES)]])();
}

function record(r, depth) {
	const made = {};
	for (let left = r.between(0, 4); left > 0; left--)
		made[r.pick(KEYS)] = value(r, depth - 1);
	return made;
}

function list(r, depth) {
	const make = r.weighed([[3, () => value(r, depth - 1)], [2, () => number(r)], [3, () =>
		text(r, 2)],
		[2, () => record(r, depth - 1)], [1, () => scalar(r)]]);
	// Eleven and more show how the two sort.
	const count = r.weighed([[6, r.between(0, 5)], [1, r.between(10, 24)]]);
	return Array.from({ length: count }, make);
}

function value(r, depth) {
	if (depth <= 0)
		return scalar(r);
	return r.weighed([[4, () => scalar(r)], [2, () => list(r, depth)], [2, () => record(r,
		depth)]])();
}

// The names that templates use, most of the time with what their name promises.
const NAMES = {
	code: (r) => String(r.between(100000, 999999)),
	locale: (r) => r.pick(['en', 'en-US', 'fr', 'fr-CA', 'de', 'pt-BR', 'ja', '']),
	message_type: (r) => r.pick(['sms', 'voice']),
	tenant: (r) => ({ friendly_name: text(r), [r.pick(KEYS)]: scalar(r) }),
	user: (r) => ({ name: text(r), tags: list(r, 1), user_metadata: record(r, 2) }),
	items: (r) => Array.from({ length: r.between(0, 5) }, () => ({ name: text(r, 2),
		price: number(r),
		...(r.chance(30) ? record(r, 1) : {}) })),
	words: (r) => Array.from({ length: r.between(0, 6) }, () => text(r, 1)),
	numbers: (r) => Array.from({ length: r.between(0, 6) }, () => number(r)),
	mixed: (r) => list(r, 2),
	table: (r) => record(r, 2),
	s: (r) => text(r, 6),
	t: (r) => text(r, 6),
	n: number,
	m: number,
	small: (r) => r.between(-3, 12),
	digits: (r) => r.pick(NUMBER_TEXTS),
	day: (r) => r.pick(DATES),
	yes: () => true,
	no: () => false,
	nothing: () => null,
	blanks: (r) => r.pick(['', ' ', '\n', '\u00a0', '\u3000\t']),
	none: (r) => r.pick([[], {}, '']),
	any: (r) => value(r, 3),
};

// As JSON brings it: -0 and the like are gone. A whole number beyond 2^53 is refused in data, where
// JavaScript would round it; templates do have such numbers.
function asJson(made) {
	const isBeyond = (item) => Number.isInteger(item) && !Number.isSafeInteger(item) &&
		/^-?\d+$/.test(String(item));
	return JSON.parse(JSON.stringify(made, (_, item) => (isBeyond(item) ? item / 1e9 : item)));
}

// Only what `words` could name: the rest would be read by both engines for nothing.
function data(r, words) {
	const made = {};
	for (const [name, make] of Object.entries(NAMES))
		if (words.includes(name) && !r.chance(5))
			made[name] = r.chance(8) ? value(r, 2) : make(r);
	return asJson(made);
}

module.exports = { data, text, number, names: Object.keys(NAMES), KEYS, DATES, FORMATS,
	NUMBER_TEXTS };
