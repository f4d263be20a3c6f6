const NOTHING_SENT = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED'];

function noAnswer(code, messageId) {
	const word = /^[A-Z0-9_]+$/.test(code || '') ? code : 'no reason given';

	if (NOTHING_SENT.includes(word) || /CERT|VERIFY/.test(word))
		return failure(`Infobip cannot be reached (${word}); nothing was sent`, true);
	return failure(`Infobip did not answer (${word}); the message may have been sent, ` +
		`messageId ${messageId}`, false);
}

// HTTP 200 says that the request was read. Whether the message was taken stands inside.
function judge(answer, messageId) {
	const content = parse(answer.body);

	if (answer.httpStatus < 200 || answer.httpStatus > 299)
		throw refused(answer.httpStatus, content, messageId);
	const status = ((content.messages || [])[0] || {}).status || {};
	if (!Number.isInteger(status.groupId))
		throw failure('Infobip gave an answer that cannot be read; the message may have been ' +
			`sent, messageId ${messageId}`, false);
	const name = `${upperCase(status.name)} (${status.groupId}/${Number(status.id)})`;
	// Groups: 0 accepted, 1 pending, 3 delivered; 2 undeliverable, 4 expired, 5 rejected.
	if (![0, 1, 3].includes(status.groupId))
		throw failure(`Infobip did not send it: ${name}, messageId ${messageId}`, false);
	return name;
}

function refused(httpStatus, content, messageId) {
	const older = (content.requestError || {}).serviceException || {};
	const name = upperCase(content.errorCode || older.messageId);

	if (httpStatus >= 500)
		return failure(`Infobip failed: HTTP ${httpStatus} ${name}; the message may have been ` +
			`sent, messageId ${messageId}`, false);
	return failure(`Infobip refused the request: HTTP ${httpStatus} ${name}`, httpStatus === 429);
}

function parse(body) {
	try {
		return JSON.parse(body) || {};
	} catch (error) {
		return {};
	}
}

// Words from outside are repeated only when they are one of Infobip's names.
function upperCase(name) {
	return /^[A-Z][A-Z0-9_]{1,79}$/.test(name) ? name : 'UNNAMED';
}
