// Auth0 hook "send-phone-message": every code goes out through Infobip.
//
// Store the Infobip API key as the hook's secret API_KEY (without the word App), save, enable the
// hook, and choose Custom as the provider of phone messages. It needs no npm module.
// Nothing that is logged or reported holds a number, a code or a text.
'use strict';

const crypto = require('crypto');
const transport = require("{{transport}}");

//+ settings

module.exports = function (recipient, text, context, cb) {
	const about = context || {};

	// One callback on every path: success and failure come from the same promise.
	Promise.resolve().then(() => send({
		secrets: (about.webtask || {}).secrets || {},
		to: recipient,
		text: text,
		code: about.code,
		language: about.language,
		isVoice: about.message_type === 'voice',
	})).then(() => cb(null, {}), (error) => cb(error));
};

//+ send
//+ request
//+ post_https
//+ answer
