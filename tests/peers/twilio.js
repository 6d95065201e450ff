// Twilio's own count of parts: JSON lists of texts in, a line each; lists of counts out.

const { SegmentedMessage } = require("sms-segments-calculator");
const lines = require("readline").createInterface({ input: process.stdin });

lines.on("line", (line) => {
  const counts = JSON.parse(line).map((text) => new SegmentedMessage(text, "auto").segmentsCount);
  console.log(JSON.stringify(counts));
});
