// Ends well only when Infobip has taken the message.
async function send(message) {
	const key = readKey(message.secrets);
	const digits = String(message.to || '').replace(/\D/g, '');

	if (digits === '')
		throw failure('there is no number to send to', false);
	const messageId = newId();
	const request = message.isVoice
		? voiceRequest(digits, messageId, message)
		: smsRequest(digits, messageId, message);
	const status = judge(await post(request, key, messageId), messageId);
	console.log(`Infobip took message ${messageId}: ${status}`);
}

// Infobip's article stores the key as INFOBIP_API_KEY and reads API_KEY: both names will do.
function readKey(secrets) {
	const stored = String(secrets.API_KEY || secrets.INFOBIP_API_KEY || '');
	const key = stored.trim().replace(/^App\s+/, '');

	if (key === '')
		throw failure('the secret API_KEY is missing', false);
	if (!/^[\x21-\x7e]+$/.test(key) || key === '_VALUE_NOT_SHOWN_')
		throw failure('the secret API_KEY does not hold an API key', false);
	return key;
}

// An id of our own: the message can be found in Infobip's log even when no answer came back.
function newId() {
	return crypto.randomUUID ? crypto.randomUUID() : crypto.randomBytes(16).toString('hex');
}

// mayRetry: certainly nothing was sent, and a moment later it may work.
function failure(words, mayRetry) {
	return Object.assign(new Error(words), { mayRetry: mayRetry });
}
