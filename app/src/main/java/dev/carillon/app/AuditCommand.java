package dev.carillon.app;

import dev.carillon.server.ConfigException;
import dev.carillon.server.DataAudit;
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.store.ReadPace;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code carillon audit}: checks the data folder of a stopped server for losses. */
@Command(
        name = "audit",
        header = "Check the data folder of a stopped server and prove that nothing was lost.",
        description = {
            "",
            "The end of the log must reach what was acknowledged, as at a start. Every change must"
                + " have its event, every delivery must be done, dead or still owed, and the"
                + " numbers of each lane must have no gap. Each large object must have its file, of"
                + " its length; with --deep every byte is read and compared with its checksum. The"
                + " exit code is 1 if a fault is found."
        },
        footer = {
            "carillon audit",
            "carillon audit --deep",
            "carillon audit --data /var/lib/carillon --json"
        })
final class AuditCommand implements Callable<Integer> {
    private static final int MIB_SHIFT = 20;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private SecretsPlace place = new SecretsPlace();

    @Option(names = "--json", description = "print the report as one JSON document")
    private boolean json;

    @Option(names = "--deep", description = "read and verify the data of large objects too")
    private boolean deep;

    @Option(
            names = "--rate",
            paramLabel = "MIB",
            defaultValue = "200",
            description = "with --deep: read at most this many MiB per second (default: 200)")
    private int rate;

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
            return DataAudit.of(place.folder(), pace(), place.keys());
        } catch (ConfigException | CannotOpenStateException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private ReadPace pace() {
        if (rate < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--rate must be 1 or more: it counts MiB a second");
        }
        return deep ? ReadPace.of((long) rate << MIB_SHIFT) : ReadPace.none();
    }

    private void show(Screen screen, DataAudit.Report report) {
        screen.figure(report.objects(), "objects");
        screen.figure(report.journal().events(), "events in the log");
        screen.figure(report.journal().deliveries(), "deliveries owed for them");
        screen.figure(report.journal().owed(), "still to be made");
        screen.figure(report.journal().letters(), "dead letters");
        screen.figure(report.journal().lanes(), "lanes");
        screen.figure(report.files().files(), "files of large objects");
        screen.figure(report.files().unverified(), "of them without checksums (format 2)");
        if (deep) {
            screen.figure(report.files().bytes() >> MIB_SHIFT, "MiB of them read and verified");
        }
        screen.figure(report.secrets().opened(), "topics and keys with sealed secrets, all opened");
        screen.figure(report.secrets().unchecked(), "of them not opened, for lack of the key");
        screen.figure(report.secrets().clear(), "in clear text until the next start");
        screen.figure(faults(report), "faults");
        words(report).forEach(word -> screen.line(screen.bad("  " + word)));
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
                        .put("files", report.files().files())
                        .put("unverifiedFiles", report.files().unverified())
                        .put("verifiedBytes", report.files().bytes())
                        .put("openedSecrets", report.secrets().opened())
                        .put("uncheckedSecrets", report.secrets().unchecked())
                        .put("clearSecrets", report.secrets().clear())
                        .put("faults", faults(report));
        words(report).forEach(document.putArray("found")::add);
        return document;
    }

    private static long faults(DataAudit.Report report) {
        return report.journal().findings().count() + report.findings().count();
    }

    private static List<String> words(DataAudit.Report report) {
        return Stream.of(report.journal().findings(), report.findings())
                .flatMap(auditFindings -> auditFindings.words().stream())
                .toList();
    }
}
