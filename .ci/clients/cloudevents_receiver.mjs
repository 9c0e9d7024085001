// A receiver of the CloudEvents SDK and the library of Standard Webhooks, independent of Carillon: verifies each message, reads it as
// CloudEvents, and appends what it saw to a file, one JSON object an event.
//
// usage: cloudevents_receiver.mjs FILE    prints the port it listens on; WEBHOOK_SECRET is the secret
import { createServer } from "node:http";
import { appendFileSync } from "node:fs";
import { HTTP } from "cloudevents";
import { Webhook } from "standardwebhooks";

const file = process.argv[2];
const webhook = new Webhook(process.env.WEBHOOK_SECRET);

const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  try {
    webhook.verify(body, request.headers);
  } catch (error) {
    appendFileSync(file, JSON.stringify({ refused: error.message }) + "\n");
    response.writeHead(401).end();
    return;
  }
  const mode = request.headers["content-type"].split(";")[0];
  const read = HTTP.isEvent({ headers: request.headers, body }) ? [HTTP.toEvent({ headers: request.headers, body })].flat() : [];
  for (const event of read) {
    event.validate();
    const { id, type, source, subject, time, traceparent, data } = event;
    const key = data.Records?.[0].s3.object.key;
    const test = data.Event;
    appendFileSync(file, JSON.stringify({ mode, id, type, source, subject, time, traceparent, key, test }) + "\n");
  }
  if (read.length === 0) appendFileSync(file, JSON.stringify({ mode, plain: JSON.parse(body) }) + "\n");
  response.writeHead(204).end();
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
