// The Bot API emulator of telegram-test-api, with what Telegram itself does and the emulator leaves out.

const express = require("express");
const TelegramServer = require("telegram-test-api");

const NOTHING_CAME = 100; // milliseconds before an empty answer; Telegram keeps who asks waiting
const json = express.response.json;

express.response.json = function (body) {
  if (body?.ok && body.result === null) body.result = true;
  const isEmpty = Array.isArray(body?.result) && body.result.length === 0;
  if (!isEmpty) return json.call(this, body);
  setTimeout(() => json.call(this, body), NOTHING_CAME);
  return this;
};

const format = TelegramServer.formatUpdate;
TelegramServer.formatUpdate = (update) => {
  const told = format(update);
  if (told.callback_query) told.callback_query.chat_instance = "1";
  return told;
};

class Telegram extends TelegramServer {
  addBotMessage(message, token) {
    const sent = super.addBotMessage(message, token);
    return { ...sent, date: Math.floor(sent.date / 1000) };
  }
}

new Telegram({ host: "127.0.0.1", port: Number(process.argv[2]) }).start().then(() => console.log("up"));
