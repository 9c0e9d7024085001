package dev.carillon.receive;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.Base64;
import java.util.List;

/** Shows each request as one JSON object on a line, for another program. */
final class RequestObjectDisplay implements Display {
    private final JsonMapper json = JsonMapper.builder().build();

    @Override
    public List<String> lines(Arrival arrival) {
        var request = arrival.request();
        ObjectNode shown = json.createObjectNode();
        shown.put("time", arrival.time().toString());
        shown.put("from", request.peer().address());
        shown.put("method", request.method());
        shown.put("path", arrival.target());
        var headers = shown.putArray("headers");
        for (var field : request.headers().fields()) {
            headers.addObject().put("name", field.name()).put("value", field.value());
        }
        BodyText.text(arrival.body())
                .ifPresentOrElse(
                        text -> shown.put("body", text),
                        () ->
                                shown.put(
                                        "bodyBase64",
                                        Base64.getEncoder().encodeToString(arrival.body())));
        arrival.finding().ifPresent(finding -> add(finding, shown.putObject("signature")));
        shown.putObject("answer")
                .put("status", arrival.reply().status())
                .put("delayMillis", arrival.reply().delay().toMillis());
        return List.of(Printable.line(json.writeValueAsString(shown)));
    }

    private static void add(SignatureFinding finding, ObjectNode signature) {
        switch (finding) {
            case SignatureFinding.Valid(var scheme, var secret) ->
                    signature.put("verdict", "valid").put("scheme", scheme).put("secret", secret);
            case SignatureFinding.Invalid(var reasons) -> {
                signature.put("verdict", "invalid");
                var list = signature.putArray("reasons");
                reasons.forEach(list::add);
            }
            case SignatureFinding.Missing _ -> signature.put("verdict", "missing");
        }
    }
}
