/** `meshcall/chat`: what is written in a call, for pages with a look of their own. */
export { Chat, chatOf, type ChatBeginning, type ChatSendOptions } from "./chat/chat.ts";
export type { ChatEntry, EntryState } from "./chat/chat-entry.ts";
export { chatTextChars, type ChatFile } from "./chat/chat-words.ts";
export { KeptChat, keptChatOf, type Keeping } from "./chat/kept-chat.ts";
