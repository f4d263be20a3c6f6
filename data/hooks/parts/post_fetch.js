// One try: a second one could reach the person twice.
async function post(request, key, messageId) {
	try {
		const response = await fetch(BASE_URL + request.path, {
			method: 'POST',
			headers: {
				Authorization: 'App ' + key,
				Accept: 'application/json',
				'Content-Type': 'application/json',
			},
			body: JSON.stringify(request.body),
			redirect: 'manual',
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		return { httpStatus: response.status, body: await response.text() };
	} catch (error) {
		const code = error.name === 'TimeoutError' ? 'ETIMEDOUT' : (error.cause || {}).code;
		throw noAnswer(code, messageId);
	}
}
