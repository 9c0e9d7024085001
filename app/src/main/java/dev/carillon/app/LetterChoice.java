package dev.carillon.app;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** Which dead letters something is to be done to: some by their ids, or those that options name. */
final class LetterChoice {
    @Parameters(
            arity = "0..*",
            paramLabel = "[ID...]",
            hideParamSyntax = true,
            description = "these, by the ids that carillon deadletter list shows")
    private List<String> ids = List.of();

    @Mixin private LetterOptions options = new LetterOptions();

    /** Whether neither an id nor an option was said. */
    boolean saysNothing() {
        return ids.isEmpty() && options.said().isEmpty();
    }

    /**
     * What was said, as the admin API takes it.
     *
     * @throws ParameterException when both ids and options were said
     */
    ObjectNode body(CommandSpec spec) {
        if (!ids.isEmpty() && !options.said().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "give ids, or options that choose, not both");
        }
        ObjectNode body = JsonMapper.shared().createObjectNode();
        options.said().forEach(body::put);
        if (!ids.isEmpty()) {
            ids.forEach(body.putArray("ids")::add);
        }
        return body;
    }
}
