; What compiled models for a GPU bring along besides ModelRuntime.ll: the functions that their host code calls, in terms of
; libQnt-Runtime. A call of a model is one QntrtCall, which the thread's code finds in @qnt.device_call.

@qnt.device_call = thread_local global ptr null
; The runtime's text changes with its next failure, so that it is kept here.
@qnt.device_message = thread_local global [4096 x i8] zeroinitializer

declare ptr @qntrtGetLastError()
declare i32 @qntrtProgramCreate(i32, i32, ptr, ptr)
declare i32 @qntrtCallBegin(ptr, ptr)
declare i32 @qntrtCallEnd(ptr)
declare i32 @qntrtCallAllocate(ptr, i64, ptr)
declare i32 @qntrtCallRelease(ptr, i64)
declare i32 @qntrtCallConstant(ptr, ptr, i64, ptr)
declare i32 @qntrtCallUpload(ptr, ptr, i64, ptr)
declare i32 @qntrtCallRead(ptr, ptr, i64, i64)
declare i32 @qntrtCallWrite(ptr, i64, ptr, i64)
declare i32 @qntrtCallLaunch(ptr, ptr, ptr, ptr, i64)
declare ptr @strncpy(ptr, ptr, i64)
declare void @qnt.fail(ptr) noreturn
declare i32 @qnt.refuse(ptr, ptr, i32)
declare i32 @qnt.call(ptr, ptr, ptr, ptr)

; The text of the runtime's last failure, until the thread's next one.
define ptr @qnt.device_text() cold noinline {
  %text = call ptr @qntrtGetLastError()
  %copy = call ptr @strncpy(ptr @qnt.device_message, ptr %text, i64 4095)
  ret ptr @qnt.device_message
}

; Ends the run unless the status is success.
define void @qnt.device_require(i32 %status) {
  %isGood = icmp eq i32 %status, 0
  br i1 %isGood, label %done, label %fail
done:
  ret void
fail:
  %message = call ptr @qnt.device_text()
  call void @qnt.fail(ptr %message)
  unreachable
}

; Loads the kernels that `code`, a QntrtProgramCode, holds.
define i32 @qnt.device_open(i32 %device, i32 %index, ptr %code, ptr %place, ptr %messagePlace) {
  %isNull = icmp eq ptr %place, null
  br i1 %isNull, label %refuse, label %create
refuse:
  %bad = call i32 @qnt.refuse(ptr %messagePlace, ptr @qnt.device_no_place, i32 1)
  ret i32 %bad
create:
  %status = call i32 @qntrtProgramCreate(i32 %device, i32 %index, ptr %code, ptr %place)
  %isGood = icmp eq i32 %status, 0
  br i1 %isGood, label %done, label %fail
done:
  ret i32 0
fail:
  %message = call ptr @qnt.device_text()
  %result = call i32 @qnt.refuse(ptr %messagePlace, ptr %message, i32 4)
  ret i32 %result
}
@qnt.device_no_place = constant [47 x i8] c"expected a place for the program, but got null\00"

; qnt.call within a call of the program; memory of the device ends with it.
define i32 @qnt.call_on_device(ptr %program, ptr %run, ptr %code, ptr %frame, ptr %messagePlace) {
  %place = alloca ptr
  %begun = call i32 @qntrtCallBegin(ptr %program, ptr %place)
  %isBegun = icmp eq i32 %begun, 0
  br i1 %isBegun, label %start, label %fail
start:
  %call = load ptr, ptr %place
  %outer = load ptr, ptr @qnt.device_call
  store ptr %call, ptr @qnt.device_call
  %status = call i32 @qnt.call(ptr %run, ptr %code, ptr %frame, ptr %messagePlace)
  store ptr %outer, ptr @qnt.device_call
  %ended = call i32 @qntrtCallEnd(ptr %call)
  ret i32 %status
fail:
  %message = call ptr @qnt.device_text()
  %result = call i32 @qnt.refuse(ptr %messagePlace, ptr %message, i32 4)
  ret i32 %result
}

define ptr addrspace(1) @qnt_device_allocate(i64 %bytes) {
  %place = alloca i64
  %call = load ptr, ptr @qnt.device_call
  %status = call i32 @qntrtCallAllocate(ptr %call, i64 %bytes, ptr %place)
  call void @qnt.device_require(i32 %status)
  %address = load i64, ptr %place
  %pointer = inttoptr i64 %address to ptr addrspace(1)
  ret ptr addrspace(1) %pointer
}

define void @qnt_device_release(ptr addrspace(1) %pointer) {
  %call = load ptr, ptr @qnt.device_call
  %address = ptrtoint ptr addrspace(1) %pointer to i64
  %status = call i32 @qntrtCallRelease(ptr %call, i64 %address)
  call void @qnt.device_require(i32 %status)
  ret void
}

define ptr addrspace(1) @qnt_device_constant(ptr %host, i64 %bytes) {
  %place = alloca i64
  %call = load ptr, ptr @qnt.device_call
  %status = call i32 @qntrtCallConstant(ptr %call, ptr %host, i64 %bytes, ptr %place)
  call void @qnt.device_require(i32 %status)
  %address = load i64, ptr %place
  %pointer = inttoptr i64 %address to ptr addrspace(1)
  ret ptr addrspace(1) %pointer
}

define ptr addrspace(1) @qnt_device_upload(ptr %host, i64 %bytes) {
  %place = alloca i64
  %call = load ptr, ptr @qnt.device_call
  %status = call i32 @qntrtCallUpload(ptr %call, ptr %host, i64 %bytes, ptr %place)
  call void @qnt.device_require(i32 %status)
  %address = load i64, ptr %place
  %pointer = inttoptr i64 %address to ptr addrspace(1)
  ret ptr addrspace(1) %pointer
}

define void @qnt_device_read(ptr %host, ptr addrspace(1) %from, i64 %bytes) {
  %call = load ptr, ptr @qnt.device_call
  %address = ptrtoint ptr addrspace(1) %from to i64
  %status = call i32 @qntrtCallRead(ptr %call, ptr %host, i64 %address, i64 %bytes)
  call void @qnt.device_require(i32 %status)
  ret void
}

define void @qnt_device_write(ptr addrspace(1) %to, ptr %host, i64 %bytes) {
  %call = load ptr, ptr @qnt.device_call
  %address = ptrtoint ptr addrspace(1) %to to i64
  %status = call i32 @qntrtCallWrite(ptr %call, i64 %address, ptr %host, i64 %bytes)
  call void @qnt.device_require(i32 %status)
  ret void
}

define void @qnt_device_launch(ptr %kernel, ptr %sizes, ptr %arguments, i64 %count) {
  %call = load ptr, ptr @qnt.device_call
  %status = call i32 @qntrtCallLaunch(ptr %call, ptr %kernel, ptr %sizes, ptr %arguments, i64 %count)
  call void @qnt.device_require(i32 %status)
  ret void
}
