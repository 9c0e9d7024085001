package dev.carillon.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Semaphore;

/**
 * The SIGHUP signals of this process. Once they are caught, they no longer end it.
 *
 * <p>The JDK's class for signals is used by reflection: javac warns of {@code sun.misc} in a way
 * that cannot be switched off, and warnings are errors here.
 */
final class Hangups {
    private static final Logger LOG = LoggerFactory.getLogger(Hangups.class);

    private final Semaphore received = new Semaphore(0);

    private Hangups() {}

    /** Catches SIGHUP from now on. A process that ignores it (nohup) continues to ignore it. */
    static Hangups caught() {
        var hangups = new Hangups();
        try {
            hangups.handle();
        } catch (ReflectiveOperationException e) {
            LOG.warn(
                    "SIGHUP cannot be caught ({}), so it ends the server: restart to change the TLS"
                            + " certificate",
                    String.valueOf(e.getCause()));
        }
        return hangups;
    }

    /** Waits for the next SIGHUP; several that arrived meanwhile count as one. */
    void await() throws InterruptedException {
        received.acquire();
        received.drainPermits();
    }

    private void handle() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        MethodHandle release =
                MethodHandles.lookup()
                        .findVirtual(Semaphore.class, "release", MethodType.methodType(void.class))
                        .bindTo(received);
        signal.getMethod("handle", signal, handler)
                .invoke(
                        null,
                        signal.getConstructor(String.class).newInstance("HUP"),
                        MethodHandleProxies.asInterfaceInstance(
                                handler, MethodHandles.dropArguments(release, 0, signal)));
    }
}
