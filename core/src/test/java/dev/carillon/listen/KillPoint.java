package dev.carillon.listen;

import dev.carillon.b2client.B2Api;
import dev.carillon.state.Disk;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Kills a listener at one step: the steps are the moments before and after each call of a B2
 * service and each change of the disk.
 */
final class KillPoint {
    private final int at;
    private int step;

    KillPoint(int at) {
        this.at = at;
    }

    /** The end of a process, which no code of it can catch and go on. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    B2Api over(B2Api api) {
        return proxy(B2Api.class, api);
    }

    Disk over(Disk disk) {
        return proxy(Disk.class, disk);
    }

    private <T> T proxy(Class<T> type, Object target) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, args) -> {
                            step();
                            Object result = call(method, target, args);
                            step();
                            return result instanceof Disk.Writing writing
                                    ? proxy(Disk.Writing.class, writing)
                                    : result;
                        }));
    }

    private static Object call(Method method, Object target, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void step() {
        if (++step >= at) {
            throw new Killed();
        }
    }
}
