// SPDX-License-Identifier: MIT
// Templates of our own making whose answers are recorded: texts for phones, and the corners in which
// LiquidJS is itself. Each is [template, data, partials]; the last two may be left out.
'use strict';

const MESSAGE = {
	code: '482913', locale: 'fr-CA', message_type: 'sms',
		tenant: { friendly_name: 'Acme Bank' },
	friendly_name: 'Acme & Söhne', requestInfo: { lang: 'de,en;q=0.8' },
	user: { name: 'Zoë', user_metadata: { nick: null, tags: ['a', 'b'] } },
};
const PETS = { pets: [{ name: 'Rex', age: 7 }, { name: 'ada', age: 12 }, { name: 'Émile' }] };
const LIST = { n: [3, 1, 10, 2], w: ['b', 'A', 'a', 'B'], e: [], s: 'Grüße 👋🏽', z: null, f: false };

const PHONE = [
	['{{ code }} is your verification code for {{ tenant.friendly_name }}', MESSAGE],
	['{{code|escape}} is your code for {{ friendly_name | escape }}', MESSAGE],
	['{% if locale contains "fr" %}Votre code est {{code}}{% elsif locale contains "es" %}Su código es {{code}}' +
		'{% else %}Your code is {{code}}{% endif %}', MESSAGE],
	['{%- assign lang = locale | split: "-" | first -%}\n{%- case lang -%}\n{%- when "de", "nl" -%}\nCode: {{ code }}\n' +
		'{%- when "fr" or "it" -%}\nCode : {{ code }}\n{%- else -%}\n{{ code }}\n{%- endcase -%}', MESSAGE],
	['{% if message_type == "voice" %}{{ pause }}{{ code | split: "" | join: ". " }}{% else %}{{ code }}{% endif %}',
		{ ...MESSAGE, message_type: 'voice', pause: ' ' }],
	['{{ code | slice: 0, 3 }}-{{ code | slice: 3, 3 }} {{ code | slice: -2, 2 }}', MESSAGE],
	['{{ requestInfo.lang | slice: 0, 2 | upcase }}:{{ user.user_metadata.nick | default: user.name }}', MESSAGE],
	['{% unless user.email_verified %}{{ user.name }} ({{ user.user_metadata.tags | join: "+" }}){% endunless %}', MESSAGE],
	['{% assign day = "2024-06-15T08:05:09Z" | date: "%-d %B %Y, %H:%M" %}{{ code }} ({{ day }})', MESSAGE],
	['{% include "greeting" %} {{ code }}', MESSAGE, { greeting: 'Hello {{ user.name }}!' }],
	['{% render "line", code: code, name: user.name %}', MESSAGE,
		{ line: '{{ name }}: {{ code }}{{ locale }}' }],
	['{% layout "frame" %}{% block text %}{{ code }}{% endblock %}', MESSAGE,
		{ frame: '<{% block text %}none{% endblock %}|{% block end %}the end{% endblock %}>' }],
];

const LANGUAGE = [
	// Truth, and the order of and/or from right to left.
	['{% if 0 %}0{% endif %}{% if "" %}e{% endif %}{% if e %}l{% endif %}{% if z %}z{% endif %}{% if f %}f{% endif %}', LIST],
	['{% if true or false and false %}a{% endif %}{% if false and false or true %}b{% endif %}'],
	['{% if not z %}a{% endif %}{% if not true or true %}b{% endif %}', LIST],
	['{% if z == nil and z == null and nosuch == nil %}nil{% endif %}{% if f == nil %}no{% endif %}', LIST],
	['{% for v in list %}{% if v == blank %}b{% else %}-{% endif %}{% if v == empty %}e{% else %}-{% endif %} {% endfor %}',
		{ list: ['', ' \n', [], {}, null, false, 0, 'x', [1]] }],
	['{% if e == empty %}1{% endif %}{% if empty == e %}2{% endif %}{% if empty == empty %}3{% endif %}', LIST],
	['{{ 1 == 1 }}{{ "1" == 1 }}{{ "a" < "b" }}{{ 2 < "10" }}{{ "2" < "10" }}{{ nil < 1 }}{{ z < 1 }}{{ z <= 0 }}', LIST],
	['{{ n == n }}{{ n contains 10 }}{{ n contains "10" }}{{ w contains "A" }}{{ s contains "üß" }}{{ z contains 1 }}', LIST],
	// Access.
	['{{ n[0] }}{{ n[-1] }}{{ n.first }}{{ n.last }}{{ n.size }}{{ n[9] }}{{ n["1"] }}{{ n.1 }}', LIST],
	['{{ s.size }} {{ s[0] }} {{ s.first }} {{ s.length }}', LIST],
	['{{ pets[1]["name"] }} {{ pets[i].name }} {{ pets[pets.size].name }}', { ...PETS, i: 2 }],
	['{{ ["key with space"] }} {{ o["a-b"] }} {{ o.a-b }}', { 'key with space': 1,
		o: { 'a-b': 2 } }],
	['{{ o.size }} {{ o.first }} {{ p.size }}', { o: { a: 1, b: 2 }, p: { size: 'mine' } }],
	['{{ o }} {{ l }} {{ n }}', { o: { a: 1 }, l: [1, [2, null, 'x'], { b: 1 }], n: null }],
	['{% assign r = (1..4) %}{{ r }} {{ r.size }} {{ r | last }} {{ (3..1) | size }}'],
	// Numbers as JavaScript prints them.
	['{{ 1.0 }} {{ 0.1 | plus: 0.2 }} {{ 1 | divided_by: 3 }} {{ 1e3 }} {{ -0 }} {{ 5 | times: -0 }}'],
	['{{ a }} {{ b }} {{ 123456789012345680000 }} {{ d }} {{ e }}', { a: 1e21, b: 1e-7,
		d: 0.000001, e: -1.5e300 }],
	['{{ 1 | divided_by: 0 }} {{ -1 | divided_by: 0 }} {{ 0 | divided_by: 0 }} {{ 5 | modulo: 0 }}'],
	['{{ -7 | modulo: 3 }} {{ 7 | modulo: -3 }} {{ 7.5 | modulo: 2 }} {{ "12" | plus: "3" }} {{ "x" | plus: 1 }}'],
	['{{ 2.5 | round }} {{ -2.5 | round }} {{ 1.005 | round: 2 }} {{ 1234 | round: -2 }} {{ 1.5 | ceil }}{{ -1.5 | floor }}'],
	['{{ 10 | divided_by: 4 }} {{ 10 | divided_by: 4, true }} {{ 3 | at_least: 5 }} {{ 3 | at_most: "2" }} {{ "-4" | abs }}'],
	// Texts.
	['{{ s | upcase }} {{ s | downcase }} {{ s | capitalize }} {{ s | size }} {{ s | reverse }}', LIST],
	['{{ "ΟΔΟΣ" | downcase }} {{ "ﬁn ǆ ŉ" | upcase }} {{ "İI" | downcase }} {{ "ǆx" | capitalize }} {{ "𐐨" | upcase }}'],
	['{{ s | truncate: 7 }}|{{ s | truncate: 7, "" }}|{{ s | truncate: 2 }}|{{ s | truncate: 8 }}|{{ s | truncate: 0, "…" }}', LIST],
	['{{ s | slice: 6 }} {{ s | slice: -1 }} {{ s | slice: 2, 3 }} {{ s | slice: -20, 3 }}|{{ n | slice: 1, 2 | join }}', LIST],
	['{{ "one two  three" | truncatewords: 2 }} {{ "one two" | truncatewords: 2 }} {{ " a b " | truncatewords: 9, "!" }}'],
	['[{{ " \u00a0\u3000x\ufeff\n" | strip }}] [{{ "xxaxx" | strip: "x" }}] [{{ " a " | lstrip }}] [{{ " a " | rstrip }}]'],
	['{{ "a.b.c" | replace: ".", "$&" }} {{ "a.b" | replace_first: ".", "$1" }} {{ "abab" | remove: "b" }} {{ "aa" | replace: "", "-" }}'],
	['{{ "a,b,,c,," | split: "," | join: "|" }} {{ "héé" | split: "" | join: "," }} {{ "" | split: "," | size }} {{ "a b" | split: nosuch | size }}'],
	['{{ "<b>&amp; \'x\' \\"y\\"</b>" | escape }} {{ "&amp; & &lt; &#39; &copy;" | escape_once }}'],
	['{{ "<!-- <b> -->a<script>b</script><style>c</style><d>e<f" | strip_html }}'],
	['{{ "a\nb\r\nc" | newline_to_br }}|{{ "a\nb\r\nc" | strip_newlines }}'],
	['{{ "é & ü/?" | url_encode }} {{ "%C3%A9+%26" | url_decode }} {{ "~!*()\'-_." | url_encode }}'],
	['{{ "\\u00e9\\n\\t\\x41\\101\\"" }}|{{ \'it\\\'s\' }}'],
	['{{ "x" | append: 1 | append: 2.50 | prepend: nil | append: true }}'],
	// Lists.
	['{{ n | sort | join: "," }} {{ w | sort | join: "," }} {{ w | sort_natural | join: "," }} {{ n | reverse | join }}', LIST],
	['{{ pets | map: "name" | join: ", " }} {{ pets | sort: "age" | map: "name" | join }} {{ pets | sort_natural: "name" | map: "age" | join: "/" }}', PETS],
	['{{ n | first }}{{ n | last }}{{ e | first }}{{ s | first }}{{ s | last }}{{ 5 | first }}',
		LIST],
	['{{ n | join: ", " }} {{ e | join }} {{ "x" | join }} {{ n | size }} {{ 55 | size }}',
		LIST],
	// default.
	['{{ z | default: 1 }}{{ f | default: 2 }}{{ "" | default: 3 }}{{ e | default: 4 }}{{ 0 | default: 5 }}{{ f | default: 6, allow_false: true }}', LIST],
	// Dates.
	['{% for d in days %}{{ d | date: "%Y-%m-%d %H:%M:%S.%L" }};{% endfor %}',
		{ days: ['2024-02-29', '2024-02-29T13:05:09+02:00', 1152098955, '1152098955',
			'March 5, 2021', 'no day', null, ''] }],
	['{{ d | date: "%a %A %b %B %d %e %j %I %l %p %P %y %C %u %w %U %W %q %s %N %%" }}',
		{ d: '2021-03-05T15:04:05.123Z' }],
	['{{ d | date }} {{ d | date: "%c" }} {{ d | date: "%x %X" }} {{ d | date: "%z %:z %Z" }}',
		{ d: '2021-03-05T15:04:05Z' }],
	['{{ d | date: "%-m %_m %05d %^a %#p %-I %3N %k %G" }} {{ d | date: "%H:%M %z", 360 }} {{ d | date: "%H:%M %z", -330 }}', { d: '2021-03-05T15:04:05Z' }],
];

const TAGS = [
	['{% for i in (1..3) %}{{ forloop.index }}/{{ forloop.length }}{% unless forloop.last %}, {% endunless %}{% endfor %}'],
	['{% for i in n limit: 2 offset: 1 %}{{ i }} {% endfor %}{% for i in n reversed %}{{ i }} {% endfor %}{% for i in n reversed limit: 2 %}{{ i }} {% endfor %}', LIST],
	['{% for i in n limit: 2 %}{{ i }} {% endfor %}{% for i in n offset: continue %}{{ i }} {% endfor %}', LIST],
	['{% for i in e %}x{% else %}none{% endfor %}{% for c in s %}[{{ c }}]{% endfor %}{% for i in 5 %}x{% else %}no{% endfor %}', LIST],
	['{% for p in o %}{{ p[0] }}={{ p[1] }};{% endfor %}{{ o | size }}', { o: { a: 1,
		b: [2] } }],
	['{% for i in (1..5) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}!'],
	['{% for i in (1..2) %}{% for j in (1..2) %}{{ forloop.index }}{{ i }}{{ j }} {% endfor %}{{ forloop.rindex0 }}{% endfor %}'],
	['{% for i in (1..2) %}{{ forloop }}{% endfor %}'],
	['{% for i in (1..4) %}{% cycle "a", "b" %}{% cycle "g": "a", "b" %}{% cycle "a", "b", "c" %}{% endfor %}'],
	['{% tablerow i in n cols: 2 %}{{ i }}{{ tablerowloop.col_last }}{% endtablerow %}', LIST],
	['{% tablerow i in n cols: 3 limit: 2 offset: 1 %}{{ tablerowloop.row }}{{ tablerowloop.col0 }}{% endtablerow %}', LIST],
	['{% case 2 %}{% when 1, 2 %}a{% when 2 %}b{% else %}c{% endcase %}{% case "x" %}{% when nil %}{% else %}d{% endcase %}'],
	['{% increment a %}{% increment a %}{% decrement a %}{{ a }}{% decrement b %}{% assign a = "x" %}{% increment a %}{{ a }}'],
	['{% capture x %}a{% for i in (1..2) %}{{ i }}{% endfor %}{% endcapture %}{{ x | upcase }}{{ x.size }}'],
	['{% assign x = "a" | append: "b" %}{% assign y = x %}{% assign x = 5 %}{{ x }}{{ y }}'],
	['{% raw %}{{ x }}{% if %}{%- y -%}{% endraw %}{%- raw -%} a {%- endraw -%} b'],
	['a{% comment %}{% if %}{{ {% endcomment %}b{% # note %}c{%# x\n # y %}d'],
	['{% liquid\nassign x = 3\nif x > 2\n  echo x | plus: 1\nelse\n echo "no"\nendif\n# done\nfor i in (1..x)\necho i\nendfor\n%}'],
	['{% echo "a" | upcase %}{% echo %}{% echo nosuch %}'],
	['a \n {%- if true -%} \n b \n {%- endif -%} \n c {{- " d " -}} e\n{{ 1 -}}\n\n2'],
	['{% include "p" with 5 %}{% include "p", x: 1 %}{% include name %}', { name: 'p', x: 0 },
		{ p: '[{{ p }}{{ x }}]' }],
	['{% assign v = 1 %}{% include "set" %}{{ v }}{% render "set" %}{{ v }}', {},
		{ set: '{% assign v = 2 %}{{ v }}' }],
	['{% render "p" for n as i %}{% render "p" with n as i %}', LIST,
		{ p: '{{ i }}{{ forloop.index }};' }],
	['{% layout "l", t: "T" %}x{% block a %}A{{ block.super }}{% endblock %}y', {},
		{ l: '{{ t }}{% block a %}base{% endblock %}{% block %}all{% endblock %}' }],
	['{% layout "l" %}whole', {}, { l: '[{% block %}{% endblock %}]' }],
	['{% cycle false, 0, nil, "" %}|{% for i in (1..4) %}{% cycle 0, "x", false %}{% endfor %}'],
	['{% render 7 for e %}{% render "nosuch" for e as i %}|{{ "" | date: "%Y", "" }}{{ "x" | date: "%Y", "No/Where" }}',
		LIST],
	['{% layout none %}{% block a %}kept{% endblock %}'],
	['{% echo \'ab %}{% echo \'é %}|{% echo "x😀 %}|{% echo \'日本%}|{% echo \'a\\é%}|{% echo "%}'],
	['{{ "x" | nosuchfilter: 1, 2 | upcase }}{{ nosuch.deep.er }}'],
];

const REFUSED = ['{% if true %}', '{{ x', '{% endif %}', '{% nosuch %}', '{% for x %}{% endfor %}',
	'{{ }}', '{{ x | }}',
	'{{ x | upcase: | }}', '{% assign x %}', '{% assign = 1 %}', '{{ x y }}', '{{ x | a b }}',
		'{{ (1..2 }}', '{{ a[1 }}',
	'{% if %}a{% endif %}', '{% case %}{% endcase %}', '{% for i in (1..2) %}{% endif %}',
		'{% raw %}', '{% comment %}{% endraw %}',
	'{% cycle %}', '{% include %}', '{% include "nosuch" %}', '{% render "nosuch" %}',
		'{% layout "nosuch" %}',
	'{{ "x" | append }}', '{{ "%E0%A4" | url_decode }}',
		'{% if a %}{% else %}{% else %}{% endif %}', '{% if a %}{% else x %}{% endif %}',
	'{% if a %}{% else %}{% elsif b %}{% endif %}', '{% capture %}{% endcapture %}',
		'{% tablerow i of n %}{% endtablerow %}',
	'{% # one\n two %}', '{% liquid\nif x\n%}', '{{ "2024-01-01" | date: "%H", "No/Where" }}',
		'{%', '{%%}', '{% - x %}']
	.map((template) => [template, { x: 'x', a: [1] }]);

module.exports = [...PHONE, ...LANGUAGE, ...TAGS, ...REFUSED];
