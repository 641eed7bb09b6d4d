export default {
  resolve: { alias: { "twilio-video": "meshcall" } },
};
