// SPDX-License-Identifier: MIT
// A peer: what a send costs from an axios hook on Node. Arguments: URL, file with the body.
const axios = require('axios');
const fs = require('fs');
axios.post(process.argv[2], fs.readFileSync(process.argv[3], 'utf8'), {
	headers: { Authorization: 'App sandbox', 'Content-Type': 'application/json' },
}).then((answer) => process.exit(answer.status === 200 ? 0 : 1), () => process.exit(1));
