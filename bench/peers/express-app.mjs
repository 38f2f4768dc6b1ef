// An app on Express that answers by itself: `alone`, with `portcullis` in front, or with the `stack` people put there.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import express from 'express';
import { answerTo } from './parts/answers.mjs';
import { expressStack } from './parts/express-stack.mjs';
import { operationsOf, readSetup, withColons } from './setup.mjs';

const setup = readSetup();
const variant = process.argv[3];
const app = express();
if (variant === 'portcullis') {
  const { express: guard } = await import(pathToFileURL(path.join(path.dirname(setup.main), 'middleware.mjs')));
  app.use(await guard({ policy: path.resolve('portcullis.yaml') }));
}
if (variant === 'stack') app.use(...expressStack(setup));
else app.use(express.json({ limit: '100kb' }));
for (const [route, method] of operationsOf(setup.contract)) {
  app[method](withColons(route), (request, response) => {
    const { status, body } = answerTo(request.method, request.url);
    response.status(status).type('application/json').send(body);
  });
}
app.use((error, request, response, _next) => {
  response.status(error.status ?? 500).json({ title: error.message });
});
app.listen(setup.port, '127.0.0.1');
