package dev.carillon.endpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The tokens of all open endpoints: endpoints with the same request share one, which is forgotten
 * when the last of them is closed. Thread-safe.
 */
final class Tokens {
    private final Function<TokenRequest, TokenSource> open;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TokenRequest, Shared> shared = new HashMap<>();

    Tokens(Function<TokenRequest, TokenSource> open) {
        this.open = open;
    }

    /** A source and the number of endpoints that use it. */
    private record Shared(TokenSource source, int users) {}

    /** Returns the token for a request; whoever takes it closes it. */
    Authorization take(TokenRequest request) {
        lock.lock();
        try {
            Shared before = shared.get(request);
            var now =
                    before == null
                            ? new Shared(open.apply(request), 1)
                            : new Shared(before.source, before.users + 1);
            shared.put(request, now);
            return new Lent(request, now.source);
        } finally {
            lock.unlock();
        }
    }

    /** Returns a token that is shared with nobody. */
    Authorization fresh(TokenRequest request) {
        return open.apply(request);
    }

    private void giveBack(TokenRequest request) {
        Optional<TokenSource> unused = Optional.empty();
        lock.lock();
        try {
            Shared before = shared.get(request);
            if (before != null && before.users > 1) {
                shared.put(request, new Shared(before.source, before.users - 1));
            } else if (before != null) {
                shared.remove(request);
                unused = Optional.of(before.source);
            }
        } finally {
            lock.unlock();
        }
        unused.ifPresent(TokenSource::close);
    }

    /** The token as one endpoint has it. */
    private final class Lent implements Authorization {
        private final TokenRequest request;
        private final TokenSource source;
        private final AtomicBoolean returned = new AtomicBoolean();

        Lent(TokenRequest request, TokenSource source) {
            this.request = request;
            this.source = source;
        }

        @Override
        public Optional<String> header(long end) throws NoTokenException {
            return source.header(end);
        }

        @Override
        public boolean refused(String header) {
            return source.refused(header);
        }

        @Override
        public void close() {
            if (returned.compareAndSet(false, true)) {
                giveBack(request);
            }
        }
    }
}
