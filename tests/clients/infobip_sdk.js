// SPDX-License-Identifier: MIT
// Infobip's own Node client against a fresh sandbox: send, preview, reports, logs, bulks, errors.
'use strict';
const assert = require('assert');
const http = require('http');
const { spawn } = require('child_process');
const { Infobip, AuthType } = require('@infobip-api/sdk');

const PROGRAM = process.env.OTPDECK_SANDBOX_BIN || './otpdeck-sandbox';

// The sandbox ends with its standard input, so that it never outlives this process.
function startSandbox() {
	const child = spawn(PROGRAM, [], { stdio: ['pipe', 'pipe', 'inherit'] });
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
		child.stdout.once('data', (line) => {
			resolve({ child, url: String(line).trim().replace('listening ', '') });
		});
	});
}

function advance(url, seconds) {
	return new Promise((resolve, reject) => {
		const request = http.request(`${url}/sandbox/clock`, { method: 'POST' }, (answer) => {
			answer.resume();
			answer.on('end', () => resolve(answer.statusCode));
		});
		request.on('error', reject);
		request.end(JSON.stringify({ advance_s: seconds }));
	});
}

function clientWith(url, apiKey) {
	return new Infobip({ baseUrl: url, apiKey, authType: AuthType.ApiKey }).channels.sms;
}

function message(to, messageId, more) {
	const destinations = [{ to, messageId }];

	return { messages: [{ from: 'InfoSMS', text: 'Your code is 482913', destinations, ...more }] };
}

// The client hands errors back instead of throwing them.
function expectError(answer, status, messageId) {
	assert(answer instanceof Error, 'an error is expected');
	assert.strictEqual(answer.response.status, status);
	assert.strictEqual(answer.response.data.requestError.serviceException.messageId, messageId);
}

const tests = {
	async 'a send is accepted and counted'({ sms }) {
		const answer = await sms.send({ ...message('99930005', 'm1'), includeSmsCountInResponse: true });
		assert.strictEqual(answer.status, 200);
		const [sent] = answer.data.messages;
		assert.strictEqual(sent.messageId, 'm1');
		assert.strictEqual(sent.to, '99930005');
		assert.strictEqual(sent.smsCount, 1);
		assert.deepStrictEqual(sent.status, {
			groupId: 1,
			groupName: 'PENDING',
			id: 26,
			name: 'PENDING_ACCEPTED',
			description: 'Message sent to next instance',
		});
	},
	async 'every field that the client knows is taken'({ sms }) {
		const answer = await sms.send({
			bulkId: 'BULK-1',
			...message('99930005', 'm2', {
				text: 'Šifra 123456',
				flash: false,
				language: { languageCode: 'AUTODETECT' },
				transliteration: 'CENTRAL_EUROPEAN',
				notifyUrl: 'https://example.com/dlr',
				notifyContentType: 'application/json',
				callbackData: 'mfa-test',
				validityPeriod: 10,
				intermediateReport: false,
			}),
			tracking: { track: 'SMS', type: 'ONE_TIME_PIN' },
		});
		assert.strictEqual(answer.data.bulkId, 'BULK-1');
		assert.strictEqual(answer.data.messages[0].status.groupId, 1);
	},
	async 'a refusal rides on a 200'({ sms }) {
		const answer = await sms.send(message('99950012', 'm3'));
		assert.strictEqual(answer.status, 200);
		assert.strictEqual(answer.data.messages[0].status.groupId, 5);
		assert.strictEqual(answer.data.messages[0].status.name, 'REJECTED_NOT_ENOUGH_CREDITS');
	},
	async 'an id is taken once'({ sms }) {
		const answer = await sms.send(message('99930005', 'm1'));
		assert.strictEqual(answer.data.messages[0].status.name, 'REJECTED_DUPLICATE_MESSAGE_ID');
	},
	async 'a preview counts the text as it stands and as asked for'({ sms }) {
		const answer = await sms.preview({
			text: 'Your code is 482913',
			languageCode: 'TR',
			transliteration: 'TURKISH',
		});
		assert.deepStrictEqual(answer.data, {
			originalText: 'Your code is 482913',
			previews: [
				{
					textPreview: 'Your code is 482913',
					messageCount: 1,
					charactersRemaining: 141,
					configuration: {},
				},
				{
					textPreview: 'Your code is 482913',
					messageCount: 1,
					charactersRemaining: 136,
					configuration: { language: { languageCode: 'TR' }, transliteration: 'TURKISH' },
				},
			],
		});
	},
	async 'a report is handed out once'({ sms, url }) {
		assert.deepStrictEqual((await sms.reports.get({ messageId: 'm1' })).data, { results: [] });
		assert.strictEqual(await advance(url, 5), 200);
		const filter = { bulkId: 'BULK-1', messageId: 'm2', limit: 10 };
		const { results } = (await sms.reports.get(filter)).data;
		assert.strictEqual(results.length, 1);
		assert.strictEqual(results[0].callbackData, 'mfa-test');
		assert.strictEqual(results[0].status.name, 'DELIVERED_TO_HANDSET');
		assert.strictEqual(results[0].error.name, 'NO_ERROR');
		assert.strictEqual(results[0].text, undefined);
		const rest = (await sms.reports.get()).data.results.map((row) => row.messageId);
		assert.deepStrictEqual(rest.sort(), ['m1', 'm3']);
		assert.deepStrictEqual((await sms.reports.get()).data, { results: [] });
	},
	async 'the log can be read again and is filtered'({ sms }) {
		const filter = {
			from: 'InfoSMS',
			to: '99930005',
			messageId: 'm1,m2,m3',
			generalStatus: 'DELIVERED',
			sentSince: new Date(Date.now() - 3600 * 1000),
			sentUntil: new Date(Date.now() + 3600 * 1000),
			limit: 50,
		};
		for (let round = 0; round < 2; round++) {
			const answer = await sms.logs.get({ ...filter });
			assert.strictEqual(answer.status, 200, answer.message);
			assert.deepStrictEqual(answer.data.results.map((row) => row.messageId), ['m2', 'm1']);
			assert.strictEqual(answer.data.results[1].text, 'Your code is 482913');
		}
		const bulk = await sms.logs.get({ bulkId: 'BULK-1' });
		assert.strictEqual(bulk.data.results.length, 1);
	},
	async 'bulks are looked up'({ sms }) {
		expectError(await sms.scheduled.get('nobody'), 404, 'NOT_FOUND');
		assert.strictEqual((await sms.scheduled.get('BULK-1')).data.bulkId, 'BULK-1');
		assert.strictEqual((await sms.status.get('BULK-1')).data.status, 'FINISHED');
	},
	async 'keys have scopes'({ url }) {
		expectError(await clientWith(url, 'bad-1').send(message('99930005')), 401, 'UNAUTHORIZED');
		expectError(await clientWith(url, 'noscope-1').reports.get(), 403, 'FORBIDDEN');
		expectError(await clientWith(url, 'send-1').logs.get(), 403, 'FORBIDDEN');
		expectError(await clientWith(url, 'send-1').preview({ text: 'x' }), 403, 'FORBIDDEN');
		expectError(await clientWith(url, 'logs-1').send(message('99930005')), 403, 'FORBIDDEN');
		assert.strictEqual((await clientWith(url, 'logs-1').logs.get()).status, 200);
	},
	async 'an HTTP status is had for a number'({ sms }) {
		expectError(await sms.send(message('99990429')), 429, 'TOO_MANY_REQUESTS');
		expectError(await sms.send(message('99990500')), 500, 'GENERAL_ERROR');
		const answer = await sms.send(message('99900000'));
		assert(answer instanceof Error);
		assert.strictEqual(answer.response, undefined);
	},
	async 'a log that is read too often is refused, until a minute has passed'({ sms, url }) {
		let answer;
		for (let i = 0; i < 121; i++) {
			answer = await sms.logs.get({ limit: 1 });
			if (answer instanceof Error) break;
		}
		expectError(answer, 429, 'TOO_MANY_REQUESTS');
		assert(Number(answer.response.headers['retry-after']) >= 1);
		await advance(url, 60);
		assert.strictEqual((await sms.logs.get({ limit: 1 })).status, 200);
	},
};

async function main() {
	const { child, url } = await startSandbox();
	const context = { url, sms: clientWith(url, 'sandbox') };
	let failed = 0;

	for (const [name, test] of Object.entries(tests)) {
		try {
			await test(context);
			console.log(`ok      ${name}`);
		} catch (error) {
			failed++;
			console.log(`FAILED  ${name}\n        ${error.message}`);
		}
	}
	child.removeAllListeners('exit');
	child.stdin.end();
	console.log(`clients: ${Object.keys(tests).length - failed} passed, ${failed} failed`);
	process.exitCode = failed ? 1 : 0;
}

main().catch((error) => {
	console.error(`clients: ${error.message}`);
	process.exitCode = 1;
});
