// SPDX-License-Identifier: MIT
// A provider that says what no sandbox says, and keeps what it was asked.
'use strict';

const http = require('http');
const { failed } = require('./numbers');

function status(groupId, id, name) {
	return JSON.stringify({ messages: [{ status: { groupId: groupId, id: id, name: name } }] });
}

const UNREADABLE = ['cannot be read', 'may have been sent', 'messageId'];
const BROKEN = ['did not answer', 'may have been sent, messageId'];

// [name, HTTP status, body or a way to break off, words of the failure (none: success), retry]
const table = [
	['accepted', 200, status(0, 0, 'MESSAGE_ACCEPTED')],
	['pending', 200, status(1, 26, 'PENDING_ACCEPTED')],
	['delivered', 200, status(3, 5, 'DELIVERED_TO_HANDSET')],
	['pending in a 201', 201, status(1, 26, 'PENDING_ACCEPTED')],
	['undeliverable', 200, status(2, 9, 'UNDELIVERABLE_NOT_DELIVERED'),
		['did not send it: UNDELIVERABLE_NOT_DELIVERED (2/9)']],
	['expired', 200, status(4, 15, 'EXPIRED_EXPIRED'), ['did not send it: EXPIRED_EXPIRED (4/15)']],
	['rejected', 200, status(5, 12, 'REJECTED_NOT_ENOUGH_CREDITS'),
		['did not send it: REJECTED_NOT_ENOUGH_CREDITS (5/12)']],
	['a group nobody knows', 200, status(6, 1, 'NEW_GROUP'), ['did not send it: NEW_GROUP (6/1)']],
	['a name that holds the number', 200, status(5, 1, 'NO +4915100001234'),
		['did not send it: UNNAMED (5/1)']],
	['no name', 200, '{"messages":[{"status":{"groupId":5,"id":"x4915100001234"}}]}',
		['did not send it: UNNAMED (5/NaN)']],
	['no status', 200, '{"messages":[{"messageId":"x"}]}', UNREADABLE],
	['no message', 200, '{"messages":[]}', UNREADABLE],
	['messages that are no list', 200, '{"messages":7}', UNREADABLE],
	['a message that is nothing', 200, '{"messages":[null]}', UNREADABLE],
	['a group in a string', 200, '{"messages":[{"status":{"groupId":"1"}}]}', UNREADABLE],
	['null', 200, 'null', UNREADABLE],
	['a number', 200, '5', UNREADABLE],
	['HTML', 200, '<html>welcome to +4915100001234</html>', UNREADABLE],
	['nothing', 200, '', UNREADABLE],
	['half an answer', 200, '{"messages":[{"status":{"groupId":1', UNREADABLE],
	['a redirect', 302, '', ['refused the request: HTTP 302']],
	['an error of v2', 401,
		'{"requestError":{"serviceException":{"messageId":"UNAUTHORIZED","text":"+4915100001234"}}}',
		['refused the request: HTTP 401 UNAUTHORIZED']],
	['an error of v3', 403, '{"errorCode":"E403","description":"key of +4915100001234"}',
		['refused the request: HTTP 403 E403']],
	['an error without words', 400, '', ['refused the request: HTTP 400 UNNAMED']],
	['a limit', 429, '{"errorCode":"E429"}', ['refused the request: HTTP 429 E429'], true],
	['a gateway', 502, '<html>Bad Gateway</html>', ['HTTP 502 UNNAMED; the message may have been']],
	['a broken connection', 0, 'reset', BROKEN],
	['an answer cut off', 0, 'cut', BROKEN],
	['no HTTP', 0, 'garbage', BROKEN],
];

function breakOff(how, socket) {
	if (how === 'stall')
		socket.write('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"messages":');
	else if (how === 'cut')
		socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"messages":');
	else if (how === 'garbage')
		socket.end('220 mail ready\r\n');
	else
		socket.destroy();
}

// Listens; {url, asked, say(row), close()}. `asked` are the requests so far.
function start() {
	const asked = [];
	let next = table[0];
	const server = http.createServer((request, response) => {
		const pieces = [];
		request.on('data', (piece) => pieces.push(piece));
		request.on('end', () => {
			asked.push({ method: request.method, path: request.url, headers: request.headers,
				body: Buffer.concat(pieces).toString() });
			if (next[1] === 0) {
				breakOff(next[2], request.socket);
				return;
			}
			const headers = { 'Content-Type': 'application/json' };
			if (next[1] === 302)
				headers.Location = `http://${request.headers.host}/elsewhere`;
			response.writeHead(next[1], headers);
			response.end(next[2]);
		});
	});
	return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({
		url: `http://127.0.0.1:${server.address().port}`,
		asked: asked,
		say: (row) => { next = row; },
		close: () => { server.closeAllConnections(); server.close(); },
	})));
}

function expected(generation, row) {
	return row[3]
		? { told: failed(generation, row[4] === true), words: row[3] }
		: { told: 'success', words: [], logs: 'Infobip took message ' };
}

module.exports = { start, table, expected };
