// 50 senders that send one message to each of many, over connections that are
// kept: what a bot in Node does at best.
// node senders.mjs URL CHAT,CHAT,…
import http from "node:http";

const [url, list] = process.argv.slice(2);
const chats = list.split(",");
const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
const text = "We took away forty tonnes of rubbish.";

function send(chat) {
  return new Promise((done, fail) => {
    const body = JSON.stringify({ chat_id: Number(chat), text });
    const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
    const request = http.request(url, { method: "POST", agent, headers }, (response) => {
      let answer = "";
      response.on("data", (part) => (answer += part));
      response.on("end", () => (JSON.parse(answer).ok ? done() : fail(new Error(answer))));
    });
    request.on("error", fail);
    request.end(body);
  });
}

let next = 0;
let sent = 0;
async function work() {
  while (next < chats.length) {
    await send(chats[next++]);
    sent++;
  }
}
await Promise.all(Array.from({ length: 50 }, work));
console.log(sent);
