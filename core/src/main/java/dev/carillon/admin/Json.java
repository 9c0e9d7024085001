package dev.carillon.admin;

import dev.carillon.http.Answer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes the answers on the admin port. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String CONTENT_TYPE = "application/json";

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode read(byte[] bytes) {
        return MAPPER.readTree(bytes);
    }

    static Answer answer(int status, JsonNode document) {
        return Answer.of(status, CONTENT_TYPE, MAPPER.writeValueAsBytes(document));
    }

    /**
     * Returns an error.
     *
     * @param error the kind, for programs
     * @param message what to do, for people
     */
    static Answer error(int status, String error, String message) {
        return answer(status, object().put("error", error).put("message", message));
    }
}
