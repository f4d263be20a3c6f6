// SPDX-License-Identifier: MIT
// Random templates over the tags and filters that Auth0 lists, as trees.
'use strict';

const { node, optional, textOf } = require('./tree');
const { data, text, number, names, KEYS, DATES, FORMATS, NUMBER_TEXTS } = require('./data');

// What each filter is given when all is well: n number, s text, k key, f date format, z zone,
// v anything; a question mark: it may be left out.
const FILTERS = {
	plus: 'n', minus: 'n', modulo: 'n', times: 'n', floor: '', ceil: '', round: 'n?',
		divided_by: 'n',
	abs: '', at_least: 'n', at_most: 'n', append: 's', prepend: 's', capitalize: '', upcase: '',
	downcase: '', strip: 's?', lstrip: 's?', rstrip: 's?', strip_newlines: '', split: 's',
	replace: 'ss', replace_first: 'ss', remove: 's', remove_first: 's', truncate: 'n?s?',
	truncatewords: 'n?s?', escape: '', escape_once: '', url_encode: '', url_decode: '',
	strip_html: '', newline_to_br: '', slice: 'nn?', map: 'k', sort: 'k?', sort_natural: 'k?',
	first: '', last: '', join: 's?', reverse: '', size: '', date: 'f?z?', default: 'v',
};
const FILTER_NAMES = Object.keys(FILTERS);
// Variables with which a filter has something to do.
const LIKELY = {
	n: ['n', 'm', 'small', 'digits', 'items.size', 'numbers.first', 'numbers[0]', 'n'],
	s: ['s', 't', 'code', 'locale', 'user.name', 'tenant.friendly_name', 'blanks', 'words[0]',
		's'],
	a: ['items', 'words', 'numbers', 'mixed', 'user.tags', 'none', 'table'],
	d: ['day', 'n', 'digits'],
};
const TAKES = {
	n: 'plus minus modulo times floor ceil round divided_by abs at_least at_most',
	a: 'map sort sort_natural first last join reverse size slice',
	d: 'date',
};
// Two databases of different age agree on the whole past of these.
const ZONES = ['"Europe/Berlin"', '"america/new_york"', '"Asia/Kathmandu"',
	'"Australia/Lord_Howe"', '"PST"', '"No/Where"'];
const OPERATORS = ['==', '!=', '<', '>', '<=', '>=', 'contains', '=='];
const LOOP_WORDS = ['index', 'index0', 'rindex', 'rindex0', 'first', 'last', 'length', 'name'];
const ROW_WORDS = [...LOOP_WORDS, 'row', 'col', 'col0', 'col_first', 'col_last'];
const LOCAL = ['x', 'y', 'v', 'item', 'c'];
const UNKNOWN = ['missing', 'nosuch.thing', 'shout', 'été', 'a-b', '_'];

function takenBy(filter) {
	for (const [kind, filters] of Object.entries(TAKES))
		if (filters.split(' ').includes(filter))
			return kind;
	return 's';
}

class Writer {
	constructor(r, partials) {
		this.r = r;
		this.partials = partials; // names that may be included
		this.bare = false; // inside {% liquid %}, where a line is a tag
		this.loops = 0;
	}

	// Values.

	quoted() {
		const { r } = this;
		const quote = r.pick(['"', '\'']);
		const content = r.weighed([[5, () => text(r, 3)], [1, () => ''], [1, () =>
			r.pick(NUMBER_TEXTS)],
			[1, () => r.pick(DATES)], [1, () => r.pick(['\\n', '\\t', '\\u00e9',
				'\\101', '\\x41', '\\\\', '\\"',
				'\\\'', '\\uD83D\\uDE00', '\\0', '\\r', '\\b', '\\q', '\\7z',
					'\\u12'])]])();
		// A quote of its own kind or a closing brace ends the text early: rarely wanted.
		const tame = r.chance(96) ? content.split(quote).join('').replace(/%}|}}|\\$/g, '')
			: content;
		return node('value', quote, node('text', tame), quote);
	}

	numeral() {
		const { r } = this;
		return node('value', r.weighed([[6, () => String(r.between(0, 12))], [2, () =>
			String(r.between(-9, 0))],
			[3, () => String(number(r))], [1, () => r.pick(['1.', '007', '-0', '1.50',
				'0.0', '+3', '1e3', '-', '1_0',
				'3.14.15', '.5', '12345678901234567890', '-5.0'])]])());
	}

	path(likely) {
		const { r } = this;
		const parts = [r.weighed([[6, () => likely ? r.pick(LIKELY[likely])
			: r.pick(names)],
			[3, () => r.pick(names)], [2, () => r.pick(LOCAL)], [1, () =>
				r.pick(UNKNOWN)],
			[this.loops ? 3 : 0, () => `forloop.${r.pick(LOOP_WORDS)}`],
			[this.loops ? 1 : 0, () => `tablerowloop.${r.pick(ROW_WORDS)}`],
			[this.loops ? 1 : 0, () => r.pick(['forloop', 'tablerowloop'])],
			[1, () => 'block.super']])()];
		while (r.chance(likely ? 12 : 35))
			parts.push(optional('step', ...r.weighed([
				[5, () =>
					[`.${r.pick(['first', 'last', 'size', 'length', 'name', 'price', ...KEYS])}`]],
				[2, () => ['[', this.numeral(), ']']], [1, () => ['[',
					this.quoted(), ']']],
				[1, () => ['[', this.path(), ']']], [0.3, () => ['[ ',
					this.value(1), ' ]']]])()));
		return node('value', ...parts);
	}

	range() {
		const { r } = this;
		const end = () => r.weighed([[5, () => node('value', String(r.between(-2, 7)))],
			[2, () => node('value', 'small')], [1, () => node('value', r.pick(['2.5',
				'"3"', 'digits', 'nothing',
				's', 'items.size', 'missing', 'true']))]])();
		return node('value', '(', end(), r.pick(['..', '..', ' .. ']), end(), ')');
	}

	literal() {
		return node('value', this.r.pick(['true', 'false', 'nil', 'null', 'empty',
			'blank']));
	}

	value(depth = 2, likely = undefined) {
		const { r } = this;
		return r.weighed([[5, () => this.path(likely)], [likely === 'a' ? 0.3 : 3, () =>
			this.quoted()],
			[likely === 's' || likely === 'a' ? 0.5 : 2, () => this.numeral()], [0.6,
				() => this.literal()],
			[depth > 0 && likely !== 's' ? 0.5 : 0, () => this.range()]])();
	}

	argument(kind) {
		const { r } = this;
		if (r.chance(12))
			return this.value();
		switch (kind) {
		case 'n': return r.chance(75) ? this.numeral() : this.path('n');
		case 's': return r.chance(80) ? this.quoted() : this.path('s');
		case 'k': return node('value', JSON.stringify(r.pick(['name', 'price', 'size',
			'first', 'a', 'b', 'a.b', '0', 'é'])));
		case 'f': return node('value', '"', node('text', r.pick(FORMATS) + (r.chance(30)
			? r.pick(FORMATS) : '')), '"');
		case 'z': return node('value', r.pick(['0', '360', '-120', '-330', '"60"', '90.5',
			'nil', ...ZONES]));
		default: return this.value();
		}
	}

	filterArguments(kinds) {
		const { r } = this;
		const wanted = (kinds.match(/.\??/g) || []).filter((kind) =>
			!kind.endsWith('?') || r.chance(55));
		if (r.chance(4))
			wanted.push('v');
		if (r.chance(4))
			wanted.pop();
		const parts = [];
		for (const kind of wanted)
			parts.push(optional('argument', parts.length ? r.pick([', ', ',', ' , '])
				: r.pick([': ', ':', ' : ']),
				this.argument(kind[0])));
		if (r.chance(3))
			parts.push(optional('argument', parts.length ? ', ' : ': ',
				r.pick(['allow_false', 'x']), ': ', this.value()));
		return parts;
	}

	filter(name) {
		const { r } = this;
		return optional('filter', r.pick([' | ', '|', ' |', ' | ']), name,
			...this.filterArguments(FILTERS[name] || 'v?'));
	}

	filtered() {
		const { r } = this;
		if (r.chance(30))
			return node('value', this.chain(1));
		const parts = [];
		let likely;
		for (let left = r.weighed([[3, 0], [5, 1], [3, 2], [1, 3], [0.5,
			5]]); left > 0; left--) {
			const name = r.chance(97) ? r.pick(FILTER_NAMES) : r.pick(UNKNOWN);
			likely = likely || takenBy(name);
			parts.push(this.filter(name));
		}
		return node('value', this.value(2, r.chance(75) ? likely : undefined), ...parts);
	}

	comparison() {
		const { r } = this;
		const likely = r.pick([undefined, 'n', 's', 'a', undefined]);
		if (r.chance(25))
			return this.value(2, likely);
		const gap = () => r.weighed([[9, ' '], [1, '  '], [0.5, '']]);
		const operator = r.pick(OPERATORS);
		return node('value', optional('not', r.chance(5) ? 'not ' : ''), this.value(2,
			likely), gap(), operator,
			operator === 'contains' ? ' ' : gap(), this.value(2, r.chance(60) ? likely
				: undefined));
	}

	chain(most = 3) {
		const { r } = this;
		const parts = [this.comparison()];
		for (let left = r.weighed([[5, 0], [3, 1], [1, most]]); left > 0; left--)
			parts.push(optional('link', r.pick([' and ', ' or ']), this.comparison()));
		return node('value', ...parts);
	}

	condition() {
		return this.r.chance(15) ? this.filtered() : this.chain();
	}

	// Pieces.

	dash() {
		return optional('dash', this.r.chance(18) ? '-' : '');
	}

	tag(...parts) {
		const { r } = this;
		if (this.bare)
			return node('tag', '\n', r.pick(['', '  ', '\t']), ...parts, r.pick(['', '',
				' ']), '\n');
		const gap = () => r.weighed([[9, ' '], [1, ''], [0.5, '\n '], [0.3, '  ']]);
		return node('tag', '{%', this.dash(), gap(), ...parts, gap(), this.dash(), '%}');
	}

	output() {
		const { r } = this;
		if (this.bare)
			return this.tag('echo ', this.filtered());
		const gap = () => r.weighed([[9, ' '], [2, '']]);
		return node('piece', '{{', this.dash(), gap(), this.filtered(), gap(), this.dash(),
			'}}');
	}

	plain() {
		const { r } = this;
		if (this.bare)
			return this.output();
		const made = text(r, 3).replace(/[{][{%]/g, '{');
		return node('piece', node('text', made + (r.chance(20) ? '{' : '')), ' ');
	}

	body(depth, most = 3) {
		const parts = [];
		for (let left = this.r.between(0, most); left > 0; left--)
			parts.push(this.piece(depth - 1));
		return node('piece', ...parts);
	}

	piece(depth) {
		const { r } = this;
		const block = depth > 0 ? 1 : 0;
		const made = r.weighed([
			[6, () => this.plain()], [9, () => this.output()], [2 * block, () =>
				this.if(depth)],
			[block, () => this.unless(depth)], [block, () => this.case(depth)],
				[2.5 * block, () => this.for(depth)],
			[0.8 * block, () => this.tablerow(depth)], [block, () =>
				this.capture(depth)], [2.5, () => this.assign()],
			[0.8, () => this.count()], [0.8, () => this.cycle()], [0.6, () =>
				this.raw()], [0.6, () => this.comment(depth)],
			[0.4, () => this.note()], [0.6, () => this.tag('echo ', this.filtered())],
			[this.bare ? 0 : 0.8 * block, () => this.liquid(depth)],
			[this.partials.length ? 1.2 : 0, () => this.include()],
			[this.partials.length ? 1 : 0, () => this.renderTag()],
			[0.7 * block, () => this.blockTag(depth)],
			[this.loops ? 0.7 : 0.05, () => this.tag(r.pick(['break',
				'continue']))]])();
		return { ...made, kind: 'piece', optional: true };
	}

	if(depth) {
		const { r } = this;
		const parts = [this.tag('if ', this.condition()), this.body(depth)];
		while (r.chance(30))
			parts.push(optional('branch', this.tag('elsif ', this.condition()),
				this.body(depth)));
		if (r.chance(45))
			parts.push(optional('branch', this.tag('else'), this.body(depth)));
		return node('piece', ...parts, this.tag('endif'));
	}

	unless(depth) {
		const { r } = this;
		const parts = [this.tag('unless ', this.condition()), this.body(depth)];
		if (r.chance(20))
			parts.push(optional('branch', this.tag('elsif ', this.condition()),
				this.body(depth)));
		if (r.chance(45))
			parts.push(optional('branch', this.tag('else'), this.body(depth)));
		return node('piece', ...parts, this.tag('endunless'));
	}

	case(depth) {
		const { r } = this;
		const parts = [this.tag('case ', this.filtered())];
		if (r.chance(4))
			parts.push(optional('branch', this.body(depth)));
		for (let left = r.between(0, 3); left > 0; left--) {
			const values = [this.value()];
			while (r.chance(30))
				values.push(optional('link', r.pick([', ', ' or ', ',']),
					this.value()));
			parts.push(optional('branch', this.tag('when ', ...values),
				this.body(depth)));
		}
		if (r.chance(50))
			parts.push(optional('branch', this.tag('else'), this.body(depth)));
		if (r.chance(3))
			parts.push(optional('branch', this.tag('when ', this.value()),
				this.body(depth)));
		return node('piece', ...parts, this.tag('endcase'));
	}

	collection() {
		return this.r.weighed([[6, () => this.path('a')], [3, () => this.range()], [1, () =>
			this.value()]])();
	}

	modifiers(words) {
		const { r } = this;
		const parts = [];
		while (r.chance(30))
			parts.push(optional('modifier', r.pick([' ', ', ', ' ']), r.pick(words),
				r.pick([': ', ':', ': ']), r.weighed([[6, () => node('value',
					String(r.between(0, 4)))],
					[1, () => this.numeral()], [1, () => this.value()], [1,
						() => node('value', 'continue')]])()));
		if (r.chance(15))
			parts.push(optional('modifier', r.pick([' reversed', ', reversed',
				' reversed: false'])));
		return parts;
	}

	for(depth) {
		const { r } = this;
		const parts = [this.tag('for ', r.pick(LOCAL), ' in ', this.collection(),
			...this.modifiers(['limit', 'offset']))];
		this.loops++;
		parts.push(this.body(this.loops > 1 ? Math.min(depth, 2) : depth));
		this.loops--;
		if (r.chance(25))
			parts.push(optional('branch', this.tag('else'), this.body(depth)));
		return node('piece', ...parts, this.tag('endfor'));
	}

	tablerow(depth) {
		const { r } = this;
		const head = this.tag('tablerow ', r.pick(LOCAL), ' in ', this.collection(),
			...this.modifiers(['cols', 'limit', 'offset', 'cols']));
		this.loops++;
		const body = this.body(Math.min(depth, 2));
		this.loops--;
		return node('piece', head, body, this.tag('endtablerow'));
	}

	capture(depth) {
		const { r } = this;
		const name = r.pick(LOCAL);
		return node('piece', this.tag('capture ', r.pick([name, name, `"${name}"`,
			`'${name}'`])), this.body(depth),
			this.tag('endcapture'));
	}

	assign() {
		const { r } = this;
		return this.tag('assign ', r.pick([...LOCAL, ...LOCAL, 's', 'n', 'items']),
			r.pick([' = ', '=', ' = ']), this.filtered());
	}

	count() {
		const { r } = this;
		return this.tag(r.pick(['increment ', 'decrement ']), r.pick(['c', 'x', 'n', 'c']));
	}

	cycle() {
		const { r } = this;
		const parts = [];
		if (r.chance(30))
			parts.push(optional('group', r.pick(['"g"', 'x', '1']), ': '));
		parts.push(this.value());
		while (r.chance(60))
			parts.push(optional('link', ', ', r.chance(85) ? this.value()
				: this.filtered()));
		return this.tag('cycle ', ...parts);
	}

	raw() {
		const { r } = this;
		if (this.bare)
			return this.output();
		const inside = r.pick(['{{ s }}', '{% if %}', ' {{', '%} x ', '{% endraws %}',
			text(r, 2), '{%- x -%}']);
		return node('piece', this.tag('raw'), node('text', inside), this.tag('endraw'));
	}

	comment(depth) {
		return node('piece', this.tag('comment'), this.body(Math.min(depth, 1)),
			this.tag('endcomment'));
	}

	note() {
		const { r } = this;
		return this.tag('#', node('text', r.pick([' note', 'note', ' {{ x }}', '', ' a # b',
			...(this.bare ? [] : ['\n # second', '\n second', ' \n\n # third'])])));
	}

	liquid(depth) {
		this.bare = true;
		const body = this.body(depth, 4);
		this.bare = false;
		return node('piece', '{%', this.dash(), ' liquid', body, this.dash(), '%}');
	}

	fileName() {
		const { r } = this;
		return node('value', r.weighed([[8, () => `"${r.pick(this.partials)}"`], [0.5, () =>
			'"nosuch"'],
			[0.5, () => r.pick(['s', 'missing', 'none', '""', '7', '"{{ \'p\' }}1"',
				'"p{{ 1 }}"'])]])());
	}

	namedValues() {
		const { r } = this;
		const parts = [];
		while (r.chance(35))
			parts.push(optional('modifier', r.pick([', ', ' ', ', ']), r.pick([...LOCAL,
				's']),
				r.pick([': ', ':', ': ']), this.value()));
		return parts;
	}

	include() {
		const { r } = this;
		const parts = ['include ', this.fileName()];
		if (r.chance(25))
			parts.push(optional('modifier', ' with ', this.value()));
		return this.tag(...parts, ...this.namedValues());
	}

	renderTag() {
		const { r } = this;
		const parts = ['render ', this.fileName()];
		if (r.chance(25))
			parts.push(optional('modifier', ' with ', this.value(), ...(r.chance(60)
				? [' as ', r.pick(LOCAL)] : [])));
		if (r.chance(20))
			parts.push(optional('modifier', ' for ', this.collection(), ...(r.chance(85)
				? [' as ', r.pick(LOCAL)] : [])));
		return this.tag(...parts, ...this.namedValues());
	}

	blockTag(depth) {
		const { r } = this;
		const name = r.pick(['a', 'b', 'a', 'b', '', '"a"', 'a b']);
		return node('piece', this.tag('block ', name), this.body(depth),
			this.tag('endblock'));
	}

	layout() {
		return optional('piece', this.tag('layout ', this.fileName(),
			...this.namedValues()));
	}

	template(depth) {
		const { r } = this;
		const parts = [];
		if (this.partials.length && r.chance(15))
			parts.push(this.layout());
		for (let left = r.between(1, 4); left > 0; left--)
			parts.push(this.piece(depth));
		return node('piece', ...parts);
	}
}

// One fault in a sound template: cut, doubled, swapped or strewn in, by words or by letters.
const STREWN = ['{{', '}}', '{%', '%}', '|', ':', ',', '.', '..', '(', ')', '[', ']', '"', '\'',
	'-', '=', '\\', '{% endif %}',
	'{% else %}', '{% elsif x %}', '{% when 1 %}', '{% endfor %}', '{% endraw %}',
		'{% nosuch %}', 'in', 'and', '\n', '{{}}',
	'{%%}', '{% raw %}', '{% comment %}', '#', '{% if %}', '{% for %}', '{{ | }}', '{{ x | }}',
		'{% assign %}', '{% endblock %}'];

function broken(r, root) {
	const words = textOf(root).match(/\{[{%]-?|-?[%}]\}|\w+|\s+|[^]/gu) || [];
	for (let left = r.between(1, 2); left > 0; left--) {
		const at = r.below(words.length + 1);
		r.pick([
			() => words.splice(at, 1), () => words.splice(at, r.between(1, 4)),
			() => words.splice(at, 0, r.pick(STREWN)), () => words.splice(at, 1,
				r.pick(STREWN)),
			() => words.splice(at, 0, ...words.slice(at, at + 2)), () =>
				words.splice(at),
			() => words.splice(at, 2, ...words.slice(at, at + 2).reverse()),
		])();
	}
	return node('piece', ...words.map((word) => optional('word', word)));
}

// { template, partials }: trees.
function templates(r) {
	const partials = {};
	const known = [];
	for (let left = r.weighed([[6, 0], [2, 1], [2, 2]]); left > 0; left--) {
		const name = `p${left}`;
		// A partial includes only those made before it, so that none includes itself.
		partials[name] = new Writer(r, known.slice()).template(2);
		known.push(name);
	}
	const whole = new Writer(r, known).template(r.between(1, 4));
	return { template: r.chance(12) ? broken(r, whole) : whole, partials };
}

// A whole case: trees, and data with what they can name.
function caseOf(r) {
	const trees = templates(r);
	const words = [trees.template, ...Object.values(trees.partials)].map(textOf).join(' ');
	return { ...trees, data: data(r, words) };
}

module.exports = { caseOf, FILTERS };
