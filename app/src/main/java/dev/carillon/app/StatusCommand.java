package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code carillon status}: whether a server is well, and its main figures. */
@Command(
        name = "status",
        description = "Ask a running server whether it is well, and for its main figures.")
final class StatusCommand implements Callable<Integer> {
    private static final Map<String, String> SHOWN = shown();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private AdminOption admin = new AdminOption();

    @Override
    public Integer call() {
        admin.get("/healthz");
        Map<String, Double> figures = figures(admin.get("/metrics"));
        var screen = Screen.of(spec.commandLine().getOut());
        screen.line("carillon at " + admin.url() + " is well");
        SHOWN.forEach(
                (name, words) -> screen.figure(Math.round(figures.getOrDefault(name, 0.0)), words));
        return Exit.OK;
    }

    /** The values of a Prometheus text, by name; those with labels are added up. */
    static Map<String, Double> figures(String text) {
        var figures = new LinkedHashMap<String, Double>();
        text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    int end = line.lastIndexOf(' ');
                    String name = line.substring(0, end).replaceFirst("\\{.*", "");
                    figures.merge(name, Double.valueOf(line.substring(end + 1)), Double::sum);
                });
        return figures;
    }

    private static Map<String, String> shown() {
        var shown = new LinkedHashMap<String, String>();
        shown.put("pubsub_event_triggered_total", "events that a rule asked for");
        shown.put("pubsub_push_ok_total", "pushes an endpoint accepted");
        shown.put("pubsub_push_fail_total", "pushes that failed");
        shown.put("pubsub_push_pending", "pushes waiting for their answer");
        shown.put("carillon_deliveries_done_total", "queued deliveries made");
        shown.put("carillon_deliveries_dead_total", "queued deliveries given up");
        shown.put("pubsub_event_lost_total", "events lost");
        return shown;
    }
}
