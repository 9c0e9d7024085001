package dev.carillon.broker;

import dev.carillon.http.Answer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes the answers of the broker. */
final class Answers {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TEXT = "text/plain;charset=UTF-8";

    private Answers() {}

    /** Returns an answer without body and content type. */
    static Answer empty(int status) {
        return Answer.of(status);
    }

    /** Returns an answer of one line without line end. */
    static Answer text(int status, String text) {
        return Answer.of(status, TEXT, text);
    }

    /** Returns an answer that asks to send the request again in a second. */
    static Answer again(Answer answer) {
        return answer.with("Retry-After", "1");
    }

    /** Returns a document as the answer to a successful request. */
    static Answer json(JsonNode document) {
        return Answer.of(200, "application/json", JSON.writeValueAsBytes(document));
    }

    /** Returns an empty document. */
    static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
