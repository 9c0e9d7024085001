package dev.carillon.b2;

import dev.carillon.http.Answer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes answers of the B2 API. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String CONTENT_TYPE = "application/json;charset=UTF-8";

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Reads JSON that this program wrote. */
    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    static Answer answer(JsonNode document) {
        return Answer.of(200, CONTENT_TYPE, MAPPER.writeValueAsBytes(document));
    }

    static Answer error(int status, String code, String message) {
        ObjectNode document =
                object().put("status", status).put("code", code).put("message", message);
        return Answer.of(status, CONTENT_TYPE, MAPPER.writeValueAsBytes(document));
    }
}
