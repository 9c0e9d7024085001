package dev.carillon.app;

import dev.carillon.server.ConfigException;
import dev.carillon.server.DataAudit;
import dev.carillon.state.CannotOpenStateException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code carillon audit}: proves from a stopped server's data folder that nothing was lost. */
@Command(
        name = "audit",
        description = {
            "Prove from the data folder of a stopped server that no promise was broken: every"
                    + " change has",
            "its event, every delivery is done, dead or still owed, and numbers have no gap.",
            "",
            "Fails when it finds a fault."
        })
final class AuditCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private DataOption data = new DataOption();

    @Option(names = "--json", description = "print the report as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        DataAudit.Report report = audit();
        var screen = Screen.of(spec.commandLine().getOut());
        if (json) {
            screen.line(document(report).toString());
        } else {
            show(screen, report);
        }
        return report.clean() ? Exit.OK : Exit.FAILED;
    }

    private DataAudit.Report audit() {
        try {
            return DataAudit.of(data.server().data());
        } catch (ConfigException | CannotOpenStateException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private static void show(Screen screen, DataAudit.Report report) {
        screen.figure(report.objects(), "objects");
        screen.figure(report.journal().events(), "events in the log");
        screen.figure(report.journal().deliveries(), "deliveries owed for them");
        screen.figure(report.journal().owed(), "still to be made");
        screen.figure(report.journal().letters(), "dead letters");
        screen.figure(report.journal().lanes(), "lanes");
        screen.figure(faults(report), "faults");
        words(report).forEach(it -> screen.line(screen.bad("  " + it)));
        screen.line(
                report.clean()
                        ? screen.good("clean: nothing is missing")
                        : screen.bad("not clean: keep a copy of the folder, and report this"));
    }

    private static ObjectNode document(DataAudit.Report report) {
        ObjectNode document =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("objects", report.objects())
                        .put("events", report.journal().events())
                        .put("deliveries", report.journal().deliveries())
                        .put("owed", report.journal().owed())
                        .put("deadLetters", report.journal().letters())
                        .put("lanes", report.journal().lanes())
                        .put("faults", faults(report));
        words(report).forEach(document.putArray("found")::add);
        return document;
    }

    private static long faults(DataAudit.Report report) {
        return report.journal().faults().count() + report.faults().count();
    }

    private static List<String> words(DataAudit.Report report) {
        return Stream.of(report.journal().faults(), report.faults())
                .flatMap(it -> it.words().stream())
                .toList();
    }
}
