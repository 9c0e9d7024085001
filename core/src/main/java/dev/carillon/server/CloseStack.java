package dev.carillon.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened, to be closed in the opposite order. Not thread-safe. */
final class CloseStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CloseStack.class);

    private final Deque<Step> steps = new ArrayDeque<>();

    private record Step(String what, AutoCloseable closing) {}

    /** Remembers it, and hands it on. */
    <T extends AutoCloseable> T add(String what, T opened) {
        steps.push(new Step(what, opened));
        return opened;
    }

    /** Closes everything once; what cannot be closed is logged and does not keep the rest open. */
    @Override
    public void close() {
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.closing().close();
            } catch (Exception e) {
                LOG.error("closing {} failed", step.what(), e);
            }
        }
    }
}
