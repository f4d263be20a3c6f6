// SPDX-License-Identifier: MIT
// Every sandbox number, and what Auth0 must be told about it.
'use strict';

const fs = require('fs');
const path = require('path');

const HTTP_NAMES = {
	v2: { 400: 'BAD_REQUEST', 401: 'UNAUTHORIZED', 403: 'FORBIDDEN', 404: 'NOT_FOUND',
		429: 'TOO_MANY_REQUESTS', 500: 'GENERAL_ERROR' },
	v3: { 400: 'E400', 401: 'E401', 403: 'E403', 404: 'E404', 429: 'E429', 500: 'E500' },
};
const HTTP = [200, 201, 202, 204, 301, 302, 307, 400, 401, 402, 403, 404, 405, 408, 409, 413, 415,
	422, 425, 429, 431, 451, 499, 500, 501, 502, 503, 504, 599];

// Which word a generation uses for a failure after which a try may, or may not, be made again.
function failed(generation, mayRetry) {
	if (generation !== 'custom-phone-provider')
		return 'failure';
	return mayRetry ? 'retry' : 'drop';
}

function refusal(generation, words, mayRetry) {
	return { told: failed(generation, mayRetry), words: words };
}

function pad(number) {
	return String(number).padStart(4, '0');
}

// Rows of the catalogue: statuses as [group, id, name], errors as ids.
function catalogue(root) {
	const rows = fs.readFileSync(path.join(root, 'data/catalog/causes.tsv'), 'utf8')
		.split('\n').map((line) => line.split('\t'));
	return {
		statuses: rows.filter((row) => row[0] === 'status')
			.map((row) => [Number(row[1]), Number(row[2]), row[3]])
			.filter(([group, id]) => group >= 1 && group <= 5 && id <= 9999)
			// What stands twice was given another meaning for voice; the first is that of SMS.
			.filter(([group, id], i, all) =>
				i === all.findIndex((other) => other[0] === group && other[1] === id)),
		errors: rows.filter((row) => row[0] === 'error').map((row) => row[2])
			.filter((id) => Number(id) <= 99999),
	};
}

function aboutHttp(generation, style, status) {
	const name = HTTP_NAMES[style][status];
	const words = [`HTTP ${status}`].concat(name ? [name] : []);

	if (status < 300)
		return refusal(generation, ['cannot be read', 'may have been sent'], false);
	if (status >= 500)
		return refusal(generation, words.concat('may have been sent'), false);
	return refusal(generation, words.concat('refused the request'), status === 429);
}

// [{to, told, words, atLeastMs}] for one generation; `style` is that of the errors: v2 or v3.
function expectations(generation, style, root) {
	const rows = catalogue(root);
	const list = [];
	const accepted = { told: 'success', words: [], logs: 'Infobip took message ' };
	const add = (to, expected) => list.push(Object.assign({ to: to }, expected));

	for (const [group, id, name] of rows.statuses) {
		const refused = [name, `(5/${id})`, 'messageId'];
		// Only a rejection stands in the answer; what comes later Auth0 does not wait for.
		add(`+999${group}${pad(id)}`,
			group === 5 ? refusal(generation, refused, false) : accepted);
	}
	for (const id of rows.errors)
		add(`+9998${id.padStart(4, '0')}`, accepted);
	for (const status of HTTP)
		add(`+9999${pad(status)}`, aboutHttp(generation, style, status));
	add('+99977777', accepted);
	add('+9991234567890', accepted);
	add('+99900001', Object.assign({ atLeastMs: 900 }, accepted));
	add('+99900012', Object.assign({ atLeastMs: 9000, atMostMs: 15000 },
		refusal(generation, ['did not answer', 'may have been sent, messageId'], false)));
	add('+99900000', refusal(generation, ['did not answer', 'may have been sent, messageId'], false));
	return list;
}

module.exports = { expectations, failed };
