; What compiled models bring along: memory and failure of a run, in terms of the C library. quant-compile links it into
; every file that it writes and makes it private to the file.
;
; A run is a frame of the caller. Every block of memory that model code allocates is in the ring of its run, 64 bytes
; behind the links, so that all of it can be freed when the run ends or fails.

; links of the ring (previous, next), the run around it, message of a failure, jmp_buf (the largest known is 392 bytes)
%qnt.run = type { ptr, ptr, ptr, ptr, [512 x i8] }

@qnt.current = thread_local global ptr null
@qnt.no_memory = constant [14 x i8] c"out of memory\00"

declare i32 @_setjmp(ptr) returns_twice
declare void @longjmp(ptr, i32) noreturn
declare ptr @malloc(i64)
declare void @free(ptr)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

; Ends the current run.
define void @qnt.fail(ptr %message) noreturn cold noinline {
  %run = load ptr, ptr @qnt.current
  %place = getelementptr %qnt.run, ptr %run, i32 0, i32 3
  store ptr %message, ptr %place
  %buffer = getelementptr %qnt.run, ptr %run, i32 0, i32 4
  call void @longjmp(ptr %buffer, i32 1)
  unreachable
}

define ptr @qnt.allocate(i64 %size) {
  %fits = icmp ule i64 %size, 9223372036854775807
  br i1 %fits, label %try, label %fail
try:
  %total = add i64 %size, 64
  %block = call ptr @malloc(i64 %total)
  %isNull = icmp eq ptr %block, null
  br i1 %isNull, label %fail, label %link
link:
  %run = load ptr, ptr @qnt.current
  %firstPlace = getelementptr %qnt.run, ptr %run, i32 0, i32 1
  %first = load ptr, ptr %firstPlace
  %nextPlace = getelementptr ptr, ptr %block, i64 1
  store ptr %run, ptr %block
  store ptr %first, ptr %nextPlace
  store ptr %block, ptr %first
  store ptr %block, ptr %firstPlace
  %memory = getelementptr i8, ptr %block, i64 64
  ret ptr %memory
fail:
  call void @qnt.fail(ptr @qnt.no_memory)
  unreachable
}

define void @qnt.release(ptr %memory) {
  %isNull = icmp eq ptr %memory, null
  br i1 %isNull, label %done, label %unlink
unlink:
  %block = getelementptr i8, ptr %memory, i64 -64
  %nextPlace = getelementptr ptr, ptr %block, i64 1
  %previous = load ptr, ptr %block
  %next = load ptr, ptr %nextPlace
  %previousNext = getelementptr ptr, ptr %previous, i64 1
  store ptr %next, ptr %previousNext
  store ptr %previous, ptr %next
  call void @free(ptr %block)
  br label %done
done:
  ret void
}

define void @qnt.release_all(ptr %run) {
  %firstPlace = getelementptr %qnt.run, ptr %run, i32 0, i32 1
  br label %next
next:
  %first = load ptr, ptr %firstPlace
  %isEmpty = icmp eq ptr %first, %run
  br i1 %isEmpty, label %done, label %one
one:
  %memory = getelementptr i8, ptr %first, i64 64
  call void @qnt.release(ptr %memory)
  br label %next
done:
  ret void
}

; Stores the message where the caller wants one; gives the status.
define i32 @qnt.refuse(ptr %place, ptr %message, i32 %status) cold noinline {
  %isNull = icmp eq ptr %place, null
  br i1 %isNull, label %done, label %write
write:
  store ptr %message, ptr %place
  br label %done
done:
  ret i32 %status
}

; Calls code(frame). 0, and memory stays until release_all; or the status of a failure, whose memory is freed.
define i32 @qnt.call(ptr %run, ptr %code, ptr %frame, ptr %messagePlace) noinline {
  %firstPlace = getelementptr %qnt.run, ptr %run, i32 0, i32 1
  %outerPlace = getelementptr %qnt.run, ptr %run, i32 0, i32 2
  %failurePlace = getelementptr %qnt.run, ptr %run, i32 0, i32 3
  %buffer = getelementptr %qnt.run, ptr %run, i32 0, i32 4
  store ptr %run, ptr %run
  store ptr %run, ptr %firstPlace
  %outer = load ptr, ptr @qnt.current
  store ptr %outer, ptr %outerPlace
  store ptr %run, ptr @qnt.current
  %jumped = call i32 @_setjmp(ptr %buffer) returns_twice
  %hasFailed = icmp ne i32 %jumped, 0
  br i1 %hasFailed, label %failure, label %start
start:
  call void %code(ptr %frame)
  %outerAfter = load ptr, ptr %outerPlace
  store ptr %outerAfter, ptr @qnt.current
  ret i32 0
failure:
  %outerFailed = load ptr, ptr %outerPlace
  store ptr %outerFailed, ptr @qnt.current
  call void @qnt.release_all(ptr %run)
  %message = load ptr, ptr %failurePlace
  %isMemory = icmp eq ptr %message, @qnt.no_memory
  %status = select i1 %isMemory, i32 3, i32 2
  %result = call i32 @qnt.refuse(ptr %messagePlace, ptr %message, i32 %status)
  ret i32 %result
}

; A copy that free() takes; null without memory.
define ptr @qnt.copy(ptr %from, i64 %size) {
  %some = call i64 @llvm.umax.i64(i64 %size, i64 1)
  %to = call ptr @malloc(i64 %some)
  %isNull = icmp eq ptr %to, null
  br i1 %isNull, label %done, label %fill
fill:
  call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %from, i64 %size, i1 false)
  br label %done
done:
  ret ptr %to
}
declare i64 @llvm.umax.i64(i64, i64)

; The product, or -1 beyond 2^40; both factors are at most 2^40.
define i64 @qnt.count(i64 %left, i64 %right) alwaysinline {
  %wideLeft = zext i64 %left to i128
  %wideRight = zext i64 %right to i128
  %wide = mul i128 %wideLeft, %wideRight
  %isMore = icmp ugt i128 %wide, 1099511627776
  %product = mul i64 %left, %right
  %result = select i1 %isMore, i64 -1, i64 %product
  ret i64 %result
}
