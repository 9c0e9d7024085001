package dev.carillon.app;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** The choice of dead letters for a command: by their ids, or by options. */
final class LetterChoice {
    @Parameters(
            arity = "0..*",
            paramLabel = "[ID...]",
            hideParamSyntax = true,
            description = "these, by the ids that carillon deadletter list shows")
    private List<String> ids = List.of();

    @Mixin private LetterOptions options = new LetterOptions();

    /** Returns whether neither an id nor an option was given. */
    boolean saysNothing() {
        return ids.isEmpty() && options.said().isEmpty();
    }

    /**
     * Returns the choice as the admin API expects it.
     *
     * @throws ParameterException if both ids and options were given
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
