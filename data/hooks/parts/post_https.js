// One try: a second one could reach the person twice.
function post(request, key, messageId) {
	const address = new URL(BASE_URL + request.path);
	const body = Buffer.from(JSON.stringify(request.body));

	return new Promise((resolve, reject) => {
		const outgoing = transport.request({
			hostname: address.hostname,
			port: address.port || undefined,
			path: address.pathname,
			method: 'POST',
			headers: {
				Authorization: 'App ' + key,
				Accept: 'application/json',
				'Content-Type': 'application/json',
				'Content-Length': body.length,
			},
		}, (incoming) => {
			const pieces = [];
			incoming.on('data', (piece) => pieces.push(piece));
			incoming.on('error', (error) => fail(error.code));
			incoming.on('aborted', () => fail('ECONNRESET'));
			incoming.on('end', () => {
				clearTimeout(timer);
				resolve({
					httpStatus: incoming.statusCode,
					body: Buffer.concat(pieces).toString(),
				});
			});
		});
		const timer = setTimeout(() => fail('ETIMEDOUT'), TIMEOUT_MS);

		function fail(code) {
			clearTimeout(timer);
			reject(noAnswer(code, messageId));
			outgoing.destroy();
		}

		outgoing.on('error', (error) => fail(error.code));
		outgoing.end(body);
	});
}
